// SPDX-License-Identifier: GPL-2.0-or-later
import { InputError } from '../../oracle/scenario/input-error';
import type { Version } from './version';

/**
 * The adapter for functions of an ordinary form: they take the range, and perhaps an array that
 * they fill. What is in that array afterwards (or in the range's own) is compared as it is.
 *
 * @throws InputError for what is no name of a function.
 */
export function defaultAdapter(functions: Readonly<Record<Version, string>>): string {
  for (const name of Object.values(functions)) {
    if (!/^[A-Za-z_]\w*$/.test(name)) {
      throw new InputError(
        { file: '--function' },
        `expected the name of a C function, got ${name}`,
      );
    }
  }
  return DEFAULT_ADAPTER.replace('BEFORE_FUNCTION', functions.before).replace(
    'AFTER_FUNCTION',
    functions.after,
  );
}

const DEFAULT_ADAPTER = `/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <hmm-audit.h>
#include HMM_AUDIT_DRIVER

#ifdef HMM_BEFORE
#define CONVERT BEFORE_FUNCTION
#define RANGE_ARRAY(range) (range)->pfns
#else
#define CONVERT AFTER_FUNCTION
#define RANGE_ARRAY(range) (range)->hmm_pfns
#endif

enum form { IN_PLACE, TO_WORDS, TO_PAGES };
#define FORM_OF(result) \\
	result (*)(struct hmm_range *): IN_PLACE, \\
	result (*)(const struct hmm_range *): IN_PLACE, \\
	result (*)(struct hmm_range *, u64 *): TO_WORDS, \\
	result (*)(const struct hmm_range *, u64 *): TO_WORDS, \\
	result (*)(struct hmm_range *, unsigned long *): TO_WORDS, \\
	result (*)(const struct hmm_range *, unsigned long *): TO_WORDS, \\
	result (*)(struct hmm_range *, struct page **): TO_PAGES, \\
	result (*)(const struct hmm_range *, struct page **): TO_PAGES

void hmm_audit_convert(struct hmm_range *range, struct hmm_audit_output *out)
{
	/* A function of another form is refused here: give an adapter, see hmm-audit.h. */
	enum form form = _Generic(&CONVERT, FORM_OF(void), FORM_OF(int), FORM_OF(long), FORM_OF(bool));
	u64 *words = hmm_audit_array(u64, hmm_audit_pages(out));

	if (form == IN_PLACE)
		((void (*)(struct hmm_range *))(void *)CONVERT)(range);
	else
		((void (*)(struct hmm_range *, void *))(void *)CONVERT)(range, words);
	for (unsigned long i = 0; i < hmm_audit_pages(out); i++) {
		u64 word = form == IN_PLACE ? RANGE_ARRAY(range)[i] : words[i];

		if (form == TO_PAGES && word)
			hmm_audit_map_page(out, i, (struct page *)word, HMM_AUDIT_READ);
		else if (form == TO_PAGES)
			hmm_audit_none(out, i);
		else
			hmm_audit_raw(out, i, word);
	}
}
`;
