// SPDX-License-Identifier: GPL-2.0-or-later
import { copyFileSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { madeTree } from './support';

/** The tests' own range fault in a format of the driver's own: what each piece of it becomes. */
const IN_OTHER_WORDS: readonly (readonly [RegExp, string])[] = [
  [/\bunsigned long (\*word_of|asked|flags\b|flags_of|word\b)/g, 'uint64_t $1'],
  [/range->hmm_pfns/g, 'range->pfns'],
  [/HMM_PFN_REQ_FAULT/g, 'OWN_VALID'],
  [/HMM_PFN_REQ_WRITE/g, 'OWN_WRITE'],
  [/HMM_PFN_(VALID|WRITE|ERROR)/g, 'OWN_$1'],
  [/fill\(walk, at, end, 0\)/g, 'fill(walk, at, end, OWN_NONE)'],
  [/\*word_of\(walk, at\) = 0;/g, '*word_of(walk, at) = OWN_NONE;'],
  [/pfn\+\+ \|/g, 'OWN_ENTRY(pfn++) |'],
  [/= pte_pfn\(\*pte\) \|/g, '= OWN_ENTRY(pte_pfn(*pte)) |'],
  [/device_private_entry_to_pfn\(entry\) \|/g, 'OWN_ENTRY(device_private_entry_to_pfn(entry)) |'],
  [/\n\tint ret;\n\n\tdo \{/g, '\n\tint ret;\n\n\town_range = range;\n\tdo {'],
];

/** A tree of the tests' own with the customizable format, as between 5.7 and 5.8. */
export function customTree(): string {
  return madeTree('custom', (place) => {
    const file = join(place, 'mm', 'hmm.c');
    const inOtherWords = IN_OTHER_WORDS.reduce(
      (before, [find, by]) => {
        const after = before.replace(find, by);
        if (after === before) throw new Error(`mm/hmm.c of the own tree has nothing like ${find}`);
        return after;
      },
      readFileSync(file, 'utf8'),
    );
    writeFileSync(file, inOtherWords);
    copyFileSync(join(__dirname, 'own-custom', 'hmm.h'), join(place, 'include', 'linux', 'hmm.h'));
  });
}
