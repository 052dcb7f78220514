// SPDX-License-Identifier: GPL-2.0-or-later
import { describe, expect, it } from 'vitest';
import { FaultTrace } from '../../mm/fault-trace';
import { page } from '../support/build';

/** A trace of calls: a page and `r` or `w` each. */
function trace(...calls: readonly (readonly [number, 'r' | 'w'])[]): FaultTrace {
  const made = new FaultTrace();
  made.begin(page(0));
  for (const [index, kind] of calls) made.add(index, kind === 'w');
  return made;
}

describe('a trace', () => {
  it('joins neighbouring calls of one kind, and nothing else', () => {
    const calls = trace([0, 'r'], [1, 'r'], [2, 'w'], [3, 'w'], [5, 'w'], [5, 'w'], [4, 'w']);
    expect(calls.list()).toEqual([
      { at: page(0), pages: 2, write: false },
      { at: page(2), pages: 2, write: true },
      { at: page(5), pages: 1, write: true },
      { at: page(5), pages: 1, write: true },
      { at: page(4), pages: 1, write: true },
    ]);
    expect(calls.rows).toBe(5);
  });

  it('has no row of an earlier run', () => {
    const calls = trace([0, 'r'], [2, 'r']);
    calls.begin(page(0));
    expect(calls.list()).toEqual([]);
    calls.add(1, true);
    expect(calls.list()).toEqual([{ at: page(1), pages: 1, write: true }]);
    expect(() => calls.row(1)).toThrow('"row" expected an index below 1, got 1');
    calls.begin(page(0));
    calls.add(3, false);
    expect(calls.list()).toEqual([{ at: page(3), pages: 1, write: false }]);
    calls.begin(page(0));
    calls.add(1, true);
    expect(() => calls.row(-1)).toThrow('"row" expected an index below 1, got -1');
  });

  it('finds the rows that have a page, and none of an earlier run', () => {
    const calls = trace([4, 'r'], [5, 'r'], [1, 'w'], [5, 'w']);
    const first = [0, 1, 2, 3, 4, 5, 6].map((index) => calls.rowWith(index));
    expect(first).toEqual([-1, 1, -1, -1, 0, 0, -1]);
    expect([0, 1, 2, 3].map((from) => calls.rowWith(5, from))).toEqual([0, 2, 2, -1]);
    calls.begin(page(0));
    expect(calls.rowWith(4)).toBe(-1);
    calls.add(2, true);
    expect([1, 2, 4].map((index) => calls.rowWith(index))).toEqual([-1, 0, -1]);
  });

  it.each([
    ['the same calls', trace([0, 'r'], [1, 'r'], [3, 'w']), true],
    ['another first page', trace([1, 'r'], [3, 'w']), false],
    ['another page of one length', trace([0, 'r'], [1, 'r'], [4, 'w']), false],
    ['another length', trace([0, 'r'], [1, 'r'], [2, 'r'], [3, 'w']), false],
    ['another kind', trace([0, 'r'], [1, 'r'], [3, 'r']), false],
    ['fewer rows', trace([0, 'r'], [1, 'r']), false],
    ['more rows', trace([0, 'r'], [1, 'r'], [3, 'w'], [0, 'r']), false],
    ['none', trace(), false],
  ])('is equal to %s: %#', (_, other, expected) => {
    const calls = trace([0, 'r'], [1, 'r'], [3, 'w']);
    expect(calls.equals(other)).toBe(expected);
    expect(other.equals(calls)).toBe(expected);
  });

  it('counts calls, and forgets them', () => {
    const calls = trace([0, 'r'], [1, 'r'], [3, 'w']);
    expect(calls.calls).toBe(3);
    calls.begin(page(0));
    expect([calls.calls, calls.rows]).toEqual([0, 0]);
  });

  it.each([
    ['the same calls: one after the last', trace([0, 'r'], [1, 'r'], [3, 'w'], [4, 'w']), 4],
    ['another first page', trace([5, 'r'], [6, 'r'], [3, 'w']), 0],
    ['another first kind', trace([0, 'w'], [1, 'w'], [3, 'w']), 0],
    ['a shorter first row', trace([0, 'r'], [3, 'w'], [4, 'w']), 1],
    ['a longer first row', trace([0, 'r'], [1, 'r'], [2, 'r'], [3, 'w']), 2],
    ['another second page', trace([0, 'r'], [1, 'r'], [4, 'w']), 2],
    ['another second kind', trace([0, 'r'], [1, 'r'], [3, 'r']), 2],
    ['a shorter second row', trace([0, 'r'], [1, 'r'], [3, 'w']), 3],
    ['no second row', trace([0, 'r'], [1, 'r']), 2],
    ['a third row', trace([0, 'r'], [1, 'r'], [3, 'w'], [4, 'w'], [0, 'r']), 4],
    ['none', trace(), 0],
  ])('first differs from %s', (_, other, call) => {
    const calls = trace([0, 'r'], [1, 'r'], [3, 'w'], [4, 'w']);
    expect(calls.firstOther(other)).toBe(call);
    expect(other.firstOther(calls)).toBe(call);
  });
});
