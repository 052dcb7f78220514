// SPDX-License-Identifier: GPL-2.0-or-later
import type { KnownSetting } from '../settings';

/** Settings that may differ in any port, and that change nothing. */
export const GENERIC_SETTINGS: readonly KnownSetting[] = [
  {
    id: 'policy/same-effect',
    title: 'the policy is written otherwise, and lets the same through',
    why: 'For every content of the array, defaults and mask ask the same of a page in both versions.',
    suffers: 'Nothing.',
    is: ({ aspect, sameEffect }) => aspect === 'policy' && sameEffect,
  },
  {
    id: 'loop/policy-set-once',
    title: 'defaults and mask were set before each attempt, and are set once',
    why: 'hmm_range_fault() writes neither; an attempt finds what was set before the first one.',
    suffers: 'Nothing.',
    is: ({ aspect, trait }) => aspect === 'loop' && trait === 'setsPolicyAgain',
  },
  {
    id: 'loop/no-pages-retry',
    title: 'a success with 0 pages was tried again, and is not any more',
    why: 'Only v5.7 returned a number of pages; since then there is nothing to look at.',
    suffers: 'Nothing: a loop that ran into its time limit because of it no longer does.',
    is: ({ aspect, trait, toFixed }) =>
      aspect === 'loop' && trait === 'retriesOnNoPages' && toFixed,
  },
];
