// SPDX-License-Identifier: GPL-2.0-or-later
import { expect, it } from 'vitest';
import { NoProgress } from '../../mm/no-progress';
import { address } from '../../mm/units';

const TWICE = address(0x1000);
const ALWAYS = address(0x2000);
const NEVER = address(0x3000);

/** Of so many page faults or waits of a page, which do nothing. */
function due(progress: NoProgress, at: typeof TWICE, times: number): readonly boolean[] {
  return Array.from({ length: times }, () => progress.isDue(at));
}

it('does nothing as often as a page says, and counts only what comes to an end', () => {
  const progress = new NoProgress(
    new Map([
      [TWICE, 2],
      [ALWAYS, Number.POSITIVE_INFINITY],
    ]),
  );
  expect(due(progress, NEVER, 2)).toEqual([false, false]);
  expect(due(progress, ALWAYS, 3)).toEqual([true, true, true]);
  expect(progress.counted).toBe(0);
  expect(due(progress, TWICE, 4)).toEqual([true, true, false, false]);
  expect(progress.counted).toBe(2);
});
