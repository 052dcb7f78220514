// SPDX-License-Identifier: GPL-2.0-or-later
import { describe, expect, it } from 'vitest';
import { Kind } from '../../mm/entry';
import { PageStates, StateKind } from '../../mm/page-states';
import { ENDING_NAMES, Ending, RangeRecord } from '../../mm/range-record';
import { page } from '../support/build';

/** A record of a run over four pages that has filled the first of them. */
function record(): RangeRecord {
  const made = new RangeRecord();
  made.begin(page(0), 4);
  made.origins[0] = Kind.ptePresent;
  return made;
}

describe('a record', () => {
  it('is one of no pages before the first run', () => {
    const made = new RangeRecord();
    expect([made.ret, made.walks, made.pages, made.stoppedAt]).toEqual([0, 0, 0, 0]);
    expect([made.faults.rows, made.faults.calls, made.walkEnds()]).toEqual([0, 0, []]);
  });

  it('holds nothing of an earlier run', () => {
    const made = record();
    made.ret = -14;
    made.walks = 3;
    made.stoppedAt = 4;
    made.faults.add(0, true);
    made.endWalk(Ending.faulted, Kind.hole, 0, 1);
    made.needFault(true);
    made.begin(page(0), 2);
    expect([made.ret, made.walks, made.pages, made.stoppedAt]).toEqual([0, 0, 2, 0]);
    expect([made.faults.rows, made.faults.calls, made.walkEnds()]).toEqual([0, 0, []]);
    expect([...made.origins.subarray(0, 3)]).toEqual(Array(3).fill(Kind.untouched));
    made.endWalk(Ending.waited, Kind.pteMigration, 0, 1);
    expect(made.walkEnds()[0]?.write).toBeUndefined();
  });

  it.each([2, 40])('notes an origin for %i pages, and for no page beside them', (pages) => {
    const made = new RangeRecord();
    made.begin(page(0), pages + 2);
    made.fillOrigins(1, pages + 1, Kind.hole);
    expect(made.origins[0]).toBe(Kind.untouched);
    expect([...made.origins.subarray(1, pages + 1)]).toEqual(Array(pages).fill(Kind.hole));
    expect(made.origins[pages + 1]).toBe(Kind.untouched);
  });

  it('begins another attempt of a call with every page as input, and goes on counting', () => {
    const made = record();
    made.walks = 3;
    made.origins.fill(Kind.ptePresent, 0, 5);
    made.inAttempts = true;
    made.beginAttempt();
    made.begin(page(0), 4);
    expect([...made.origins.subarray(0, 5)]).toEqual(Array(5).fill(Kind.untouched));
    expect(made.walks).toBe(3);
  });

  it('has no attempts of an earlier call', () => {
    const made = record();
    made.attempts = [{ sequence: 0, time: 0, walks: 1, stoppedAt: 1, end: 'stale' }];
    made.begin(page(0), 4);
    expect(made.attempts).toEqual([]);
  });

  it('has an element after the last page of any range', () => {
    for (const pages of [63, 64, 127, 128, 129]) {
      const made = new RangeRecord();
      made.begin(page(0), pages);
      expect(made.origins.length).toBeGreaterThan(pages);
      expect(made.origins[pages]).toBe(Kind.untouched);
    }
  });

  it('says of each walk that ended early where, by what, and after how many faults', () => {
    const made = record();
    made.needFault(true);
    made.faults.add(1, true);
    made.faults.add(2, true);
    made.endWalk(Ending.faulted, Kind.hole, 1, 3);
    made.endWalk(Ending.waited, Kind.pteMigration, 3, 4);
    expect(made.walkEnds()).toEqual([
      {
        ending: Ending.faulted,
        origin: Kind.hole,
        first: 1,
        stop: 3,
        write: true,
        faults: 2,
      },
      {
        ending: Ending.waited,
        origin: Kind.pteMigration,
        first: 3,
        stop: 4,
        write: undefined,
        faults: 2,
      },
    ]);
  });

  it('finds the first page without output among those that the call passed', () => {
    const made = record();
    const found = [0, 1, 2, 4].map((stoppedAt) => {
      made.stoppedAt = stoppedAt;
      return made.firstUntouched();
    });
    expect(found).toEqual([-1, -1, 1, 1]);
    made.origins[0] = Kind.untouched;
    expect(made.firstUntouched()).toBe(0);
  });

  it('knows the pages of its range and the one after the last from all others', () => {
    const made = record();
    expect([0, 1, 3, 4].map((page) => made.within(page))).toEqual([0, 1, 3, 4]);
    for (const wrong of [-1, 5, 1000]) {
      expect(() => made.within(wrong)).toThrow(`expected a page of 4 in the range, got ${wrong}`);
    }
  });

  it('has what stood there put for what was shown, in pages and in walks, and nowhere else', () => {
    const made = record();
    made.origins.set([Kind.ptePresent, Kind.pteSwap, Kind.ptePresent, Kind.pteSwap]);
    made.endWalk(Ending.faulted, Kind.pteSwap, 1, 2);
    made.endWalk(Ending.faulted, Kind.hole, 2, 3);
    made.replaceOrigins((origin) => (origin === Kind.pteSwap ? Kind.none : origin));
    expect([...made.origins.subarray(0, 4)]).toEqual([
      Kind.ptePresent,
      Kind.none,
      Kind.ptePresent,
      Kind.none,
    ]);
    expect(made.walkEnds().map(({ origin }) => origin)).toEqual([Kind.none, Kind.hole]);
    expect(made.walkEnds()[0]).toMatchObject({ first: 1, stop: 2 });
    made.replaceOrigins(() => Kind.hole);
    expect(made.origins[4]).toBe(Kind.untouched);
  });

  it('has an ending for each name', () => {
    expect(Ending).toEqual({
      faulted: 0,
      waited: 1,
      denied: 2,
      faultFailed: 3,
      impossible: 4,
      lockDropped: 5,
    });
    expect(ENDING_NAMES).toEqual({
      0: 'faults',
      1: 'waits',
      2: 'denies with -EPERM',
      3: 'fails in a fault',
      4: 'fails with -EFAULT',
      5: 'loses the mmap lock in a fault',
    });
  });
});

it('pages that a call passed without a word have a state of their own', () => {
  const made = new RangeRecord();
  made.begin(page(0), 5);
  made.stoppedAt = 4;
  made.origins[0] = Kind.ptePresent;
  made.origins[2] = Kind.ptePresent;
  const states = new PageStates();
  for (let index = 0; index < 5; index++) {
    states.kinds[index] = StateKind.read;
    states.pfns.set([index + 1, index + 11], 2 * index);
  }
  states.markUntouched(made);
  expect([0, 1, 2, 3, 4].map((index) => states.at(index))).toEqual([
    { kind: StateKind.read, pfn: (11n << 32n) | 1n },
    { kind: StateKind.untouched, pfn: 0n },
    { kind: StateKind.read, pfn: (13n << 32n) | 3n },
    { kind: StateKind.untouched, pfn: 0n },
    { kind: StateKind.read, pfn: (15n << 32n) | 5n },
  ]);
});

it('the first page can be one of those', () => {
  const made = new RangeRecord();
  made.begin(page(0), 2);
  made.stoppedAt = 2;
  made.origins[1] = Kind.ptePresent;
  const states = new PageStates();
  states.kinds.fill(StateKind.read, 0, 2);
  states.markUntouched(made);
  expect([...states.kinds.subarray(0, 2)]).toEqual([StateKind.untouched, StateKind.read]);
});
