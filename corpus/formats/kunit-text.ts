// SPDX-License-Identifier: GPL-2.0-or-later
import type { SideName } from '../../oracle/run/side-names';
import { sideIdentifier } from './c-text';

/** The types of the suite, and the hook that its user fills in. */
export function kunitTypes(sides: readonly SideName[]): string {
  const hooks = sides.map((side) => `HMM_FIXTURES_CONVERT_${identifier(side)}`);
  return `
/* The words of one side's array, as the call left them, and their meaning. */
struct hmm_fixtures_array {
	const uint64_t *words;
	const struct hmm_fixtures_page *pages;
	unsigned int nr_pages;		/* those before the page at which the call stopped */
};

struct hmm_fixtures_case {
	const char *id;
	const char *description;	/* the id, truncated to what KUnit accepts */
	struct hmm_fixtures_format format;
	struct hmm_fixtures_array arrays[HMM_FIXTURES_NR_SIDES];
};

/*
 * The conversion under test. It gets the words of nr_pages pages, and reports for each what the
 * driver would do with it: HMM_FIXTURES_STATE_READ or _WRITE and the pfn if it maps the page for
 * the device, _ERROR if it refuses the access, _NONE if it maps nothing.
 *
 * For HMM_PFN_* words the pfn is the word without HMM_PFN_FLAGS of the kernel of that side. If
 * HMM_FIXTURES_CHECK_ORDER is defined, the order of a mapped page is also compared.
 *
 * format is the customizable format of the case; it is meaningless for HMM_PFN_* words. Return 0;
 * -EOPNOTSUPP skips the case (a format that is not the driver's); anything else fails it.
 */
typedef int (*hmm_fixtures_convert_fn)(const struct hmm_fixtures_format *format,
				       const uint64_t *words, unsigned int nr_pages,
				       struct hmm_fixtures_page *pages);

#if ${hooks.map((hook) => `!defined(${hook})`).join(' && \\\n    ')}
#error "define a hook before this file is included: ${hooks.join(', ')}"
#endif

${sides.map(declaration).join('')}`;
}

function declaration(side: SideName): string {
  const hook = `HMM_FIXTURES_CONVERT_${identifier(side)}`;
  return `#ifdef ${hook}
static int ${hook}(const struct hmm_fixtures_format *format, const uint64_t *words,
		   unsigned int nr_pages, struct hmm_fixtures_page *pages);
#endif
`;
}

/** The tests. States that a driver cannot distinguish are folded before they are compared. */
export function kunitTests(sides: readonly SideName[]): string {
  return `
static void hmm_fixtures_describe(const struct hmm_fixtures_case *const *one, char *description)
{
	strscpy(description, (*one)->description, KUNIT_PARAM_DESC_SIZE);
}

KUNIT_ARRAY_PARAM(hmm_fixtures, hmm_fixtures_cases, hmm_fixtures_describe);

/*
 * A special page is an error, and a word without VALID is not a page. Define
 * HMM_FIXTURES_ERROR_IS_NONE if the driver treats an error like a page that it does not map.
 */
static enum hmm_fixtures_state hmm_fixtures_fold(enum hmm_fixtures_state state)
{
	switch (state) {
	case HMM_FIXTURES_STATE_READ:
	case HMM_FIXTURES_STATE_WRITE:
		return state;
	case HMM_FIXTURES_STATE_ERROR:
	case HMM_FIXTURES_STATE_SPECIAL:
#ifndef HMM_FIXTURES_ERROR_IS_NONE
		return HMM_FIXTURES_STATE_ERROR;
#endif
	default:
		return HMM_FIXTURES_STATE_NONE;
	}
}

static const char *hmm_fixtures_name(enum hmm_fixtures_state state)
{
	switch (state) {
	case HMM_FIXTURES_STATE_READ:
		return "read";
	case HMM_FIXTURES_STATE_WRITE:
		return "write";
	case HMM_FIXTURES_STATE_ERROR:
		return "error";
	default:
		return "none";
	}
}

static void hmm_fixtures_check(struct kunit *test, enum hmm_fixtures_side side,
			       hmm_fixtures_convert_fn convert)
{
	const struct hmm_fixtures_case *one =
		*(const struct hmm_fixtures_case *const *)test->param_value;
	const struct hmm_fixtures_array *array = &one->arrays[side];
	struct hmm_fixtures_page *pages;
	unsigned int i;
	int ret;

	if (!array->nr_pages)
		kunit_skip(test, "the call left no output");
	pages = kunit_kzalloc(test, array->nr_pages * sizeof(*pages), GFP_KERNEL);
	KUNIT_ASSERT_NOT_NULL(test, pages);
	ret = convert(&one->format, array->words, array->nr_pages, pages);
	if (ret == -EOPNOTSUPP)
		kunit_skip(test, "a format that the driver does not have");
	KUNIT_ASSERT_EQ(test, ret, 0);
	for (i = 0; i < array->nr_pages; i++) {
		const struct hmm_fixtures_page *want = &array->pages[i];
		enum hmm_fixtures_state state = hmm_fixtures_fold(want->state);

		KUNIT_EXPECT_STREQ_MSG(test, hmm_fixtures_name(hmm_fixtures_fold(pages[i].state)),
				       hmm_fixtures_name(state), "%s: page %u, word %#llx",
				       one->id, i, (unsigned long long)array->words[i]);
		if (state != HMM_FIXTURES_STATE_READ && state != HMM_FIXTURES_STATE_WRITE)
			continue;
		KUNIT_EXPECT_EQ_MSG(test, pages[i].pfn, want->pfn, "%s: page %u, word %#llx",
				    one->id, i, (unsigned long long)array->words[i]);
#ifdef HMM_FIXTURES_CHECK_ORDER
		KUNIT_EXPECT_EQ_MSG(test, pages[i].order, want->order, "%s: page %u, word %#llx",
				    one->id, i, (unsigned long long)array->words[i]);
#endif
	}
}
${sides.map(sideTest).join('')}
static struct kunit_case hmm_fixtures_kunit_cases[] = {
${sides.map(sideCase).join('')}	{}
};

static struct kunit_suite hmm_fixtures_kunit_suite = {
	.name = "hmm_fixtures",
	.test_cases = hmm_fixtures_kunit_cases,
};

kunit_test_suite(hmm_fixtures_kunit_suite);
`;
}

function sideTest(side: SideName): string {
  return `
#ifdef HMM_FIXTURES_CONVERT_${identifier(side)}
static void hmm_fixtures_convert_${sideIdentifier(side)}(struct kunit *test)
{
	hmm_fixtures_check(test, HMM_FIXTURES_SIDE_${identifier(side)}, HMM_FIXTURES_CONVERT_${identifier(side)});
}
#endif
`;
}

function sideCase(side: SideName): string {
  return `#ifdef HMM_FIXTURES_CONVERT_${identifier(side)}
	KUNIT_CASE_PARAM(hmm_fixtures_convert_${sideIdentifier(side)}, hmm_fixtures_gen_params),
#endif
`;
}

function identifier(side: SideName): string {
  return sideIdentifier(side).toUpperCase();
}
