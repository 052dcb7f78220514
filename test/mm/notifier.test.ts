// SPDX-License-Identifier: GPL-2.0-or-later
import { describe, expect, it } from 'vitest';
import { Kind, pfnOf } from '../../mm/entry';
import { FaultTrace } from '../../mm/fault-trace';
import { checkRetry } from '../../mm/notifier';
import { PTE } from '../../mm/units';
import { entry, event, loaded, page } from '../support/build';

describe('events', () => {
  it('happen before the walk they name, in list order, and only then', () => {
    const space = loaded({
      events: [
        event(2, { entries: [entry(0, { kind: Kind.ptePresent }, 7)] }),
        event(1, { entries: [entry(0, { kind: Kind.ptePresent }, 5)] }),
        event(2, { entries: [entry(0, { kind: Kind.ptePresent }, 8)] }),
      ],
    });
    const frame = (): number => {
      const slot = space.table.slot(page(0), PTE);
      return pfnOf(space.table.low(slot), space.table.high(slot));
    };
    checkRetry(space, 1);
    expect(frame()).toBe(5);
    checkRetry(space, 2);
    expect(frame()).toBe(8);
    checkRetry(space, 3);
    expect(frame()).toBe(8);
  });

  it('make the sequence stale for the rest of the call if they invalidate', () => {
    const space = loaded({ events: [event(2, { invalidate: true })] });
    expect([1, 2, 3].map((walk) => checkRetry(space, walk))).toEqual([false, true, true]);
    space.rewind();
    expect(checkRetry(space, 1)).toBe(false);
  });
});

describe('the fault trace', () => {
  it('joins a call at the end of the last row if its kind is the same', () => {
    const trace = new FaultTrace();
    trace.begin(page(0));
    for (const [index, write] of [
      [0, false],
      [1, false],
      [2, true],
      [3, true],
      [3, true],
      [5, true],
    ] as const) {
      trace.add(index, write);
    }
    expect(trace.list()).toEqual([
      { at: page(0), pages: 2, write: false },
      { at: page(2), pages: 2, write: true },
      { at: page(3), pages: 1, write: true },
      { at: page(5), pages: 1, write: true },
    ]);
  });

  it('is equal to another only with the same rows', () => {
    const make = (...writes: boolean[]): FaultTrace => {
      const trace = new FaultTrace();
      for (const write of writes) trace.add(0, write);
      return trace;
    };
    expect(make(true).equals(make(true))).toBe(true);
    expect(make(true).equals(make(false))).toBe(false);
    expect(make(true).equals(make(true, true))).toBe(false);
  });
});
