// SPDX-License-Identifier: GPL-2.0-or-later
import { Ask } from '../../../mm/range';
import { compare } from '../../compare/compare';
import type { Clause } from '../clause';

/** Input that the mask hides has no influence. An experiment: the call is made without it. */
export const maskHides: Clause = {
  id: 'mask-hides',
  promise: 'Only those bits of the input count that pfn_flags_mask has.',
  violations: [],
  check(run, breach) {
    const { side, laboratory, scenario, space } = run;
    const { asks, mask } = scenario.range;
    if (mask === Ask.all || asks.every((ask) => seenThrough(mask, ask) === ask)) return;
    const visible = asks.map((ask) => seenThrough(mask, ask));
    const without = { ...scenario, range: { ...scenario.range, asks: visible } };
    space.rewind();
    run.experiment(without);
    space.rewind();
    const pair = { scenario, left: side, right: laboratory };
    for (const disagreement of compare(pair)) {
      // What was not reached still holds its input, which is what was changed.
      if (disagreement.aspect !== 'input') breach('page' in disagreement ? disagreement.page : 0);
    }
  },
};

/** The part of an ask that a mask lets through. */
function seenThrough(mask: Ask, ask: number): number {
  const bits = BITS[ask] ?? 0;
  return ASK_OF_BITS[bits & (BITS[mask] ?? 0)] ?? Ask.nothing;
}

/** Fault and write as bits, by ask; and back. */
const BITS = [0, 1, 3, 2, 3];
const ASK_OF_BITS = [Ask.nothing, Ask.read, Ask.writeOnly, Ask.write];
