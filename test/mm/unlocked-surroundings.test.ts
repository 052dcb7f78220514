// SPDX-License-Identifier: GPL-2.0-or-later
import { describe, expect, it } from 'vitest';
import { address } from '../../mm/units';
import { UnlockedSurroundings } from '../../mm/unlocked-surroundings';

const RETRIES = address(0x1000);
const COMPLETES = address(0x2000);
const ALWAYS = address(0x3000);
const NEVER = address(0x4000);

function around(): UnlockedSurroundings {
  return new UnlockedSurroundings(
    new Map([
      [RETRIES, { result: 'retry', times: 2 }],
      [COMPLETES, { result: 'completed', times: 1 }],
      [ALWAYS, { result: 'retry', times: Number.POSITIVE_INFINITY }],
    ]),
  );
}

/** One page fault that succeeds, as the range fault asks about it: whether the lock is gone, before and after. */
function fault(surroundings: UnlockedSurroundings, at: typeof NEVER): readonly boolean[] {
  return [surroundings.retries(at), surroundings.dropsAfter(at)];
}

describe('a page fault', () => {
  it('keeps the lock unless the page says otherwise', () => {
    const one = around();
    expect(one.dropped).toBe(false);
    expect(fault(one, NEVER)).toEqual([false, false]);
    expect(one.countedDrops).toBe(0);
  });

  it('drops it before it has done anything, as often as the page says', () => {
    const one = around();
    expect(fault(one, RETRIES)).toEqual([true, true]);
    expect(fault(one, RETRIES)).toEqual([true, true]);
    expect(fault(one, RETRIES)).toEqual([false, false]);
    expect(one.countedDrops).toBe(2);
  });

  it('drops it with all done, once', () => {
    const one = around();
    expect(fault(one, COMPLETES)).toEqual([false, true]);
    expect(fault(one, COMPLETES)).toEqual([false, false]);
    expect(one.countedDrops).toBe(1);
  });

  it('that drops it each time is not counted: it brings the call no nearer to its end', () => {
    const one = around();
    for (let time = 0; time < 3; time++) expect(fault(one, ALWAYS)).toEqual([true, true]);
    expect(one.countedDrops).toBe(0);
  });
});

describe('a walk', () => {
  it('is come to once, and again only after another one', () => {
    const one = around();
    expect([1, 1, 2, 2, 1].map((walk) => one.comesTo(walk))).toEqual([
      ...[true, false, true, false, true],
    ]);
  });
});
