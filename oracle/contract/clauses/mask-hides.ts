// SPDX-License-Identifier: GPL-2.0-or-later
import { compare } from '../../compare/compare';
import { sameWords } from '../../compare/same-course';
import { decodeOrThrow } from '../../run/run-side';
import type { Clause } from '../clause';

/** Input that the mask hides has no effect. An experiment: the call is made without it. */
export const maskHides: Clause = {
  id: 'mask-hides',
  ofUnlocked: 'too',
  promise: 'Only input bits that are set in pfn_flags_mask have an effect.',
  violations: [],
  experiment: true,
  decidedBy: (asked) => (asked.withoutHidden() === undefined ? 'nothing' : 'what is asked'),
  suspects: 'any call',
  check(run, breach) {
    const { side, laboratory, scenario, space, asked } = run;
    const without = asked.withoutHidden();
    if (without === undefined) return;
    const hasResult = run.experiment(without, 'words');
    space.rewind();
    if (!hasResult || sameWords(side, laboratory)) return;
    decodeOrThrow(laboratory);
    const pair = { scenario, left: side, right: laboratory };
    for (const disagreement of compare(pair)) {
      // What was not reached still holds its input, which is what was changed.
      if (disagreement.aspect !== 'input') breach('page' in disagreement ? disagreement.page : 0);
    }
  },
};
