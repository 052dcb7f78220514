// SPDX-License-Identifier: GPL-2.0-or-later
import type { KnownSetting } from '../settings';

/** Settings that may differ in any port, and that change nothing. */
export const GENERIC_SETTINGS: readonly KnownSetting[] = [
  {
    id: 'policy/same-effect',
    title: 'the policy is written differently but has the same effect',
    why: 'For every content of the array, defaults and mask give the same request in both versions.',
    effect: 'None.',
    is: ({ aspect, sameEffect }) => aspect === 'policy' && sameEffect,
  },
  {
    id: 'loop/policy-set-once',
    title: 'defaults and mask were set before each attempt, and are now set once',
    why: 'hmm_range_fault() modifies neither; an attempt finds what was set before the first one.',
    effect: 'None.',
    is: ({ aspect, trait, values }) =>
      aspect === 'loop' && trait === 'rewrites' && values.join() === 'flags,nothing',
  },
  {
    id: 'loop/no-pages-retry',
    title: 'success with 0 pages used to be retried, and no longer is',
    why: 'Only v5.7 returned a number of pages; since then there is nothing to check.',
    effect: 'None: a loop that used to run into its time limit because of it no longer does.',
    is: ({ aspect, trait, toFixed }) => aspect === 'loop' && trait === 'noPages' && toFixed,
  },
];
