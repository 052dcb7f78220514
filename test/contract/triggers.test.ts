// SPDX-License-Identifier: GPL-2.0-or-later
import { describe, expect, it } from 'vitest';
import type { AddressSpaceImage } from '../../mm/address-space';
import { Kind } from '../../mm/entry';
import type { Backing } from '../../mm/image';
import { Ending, type WalkEnd } from '../../mm/range-record';
import { PMD, PMD_SIZE, PUD, PUD_SIZE } from '../../mm/units';
import { wasFaultedBy } from '../../oracle/contract/faulted-pieces';
import {
  canBeReplayed,
  changedPages,
  invalidatingPages,
} from '../../oracle/contract/replayed-faults';
import { callbackOf, triggerOf } from '../../oracle/contract/trigger';
import { entry, event, vma } from '../support/build';
import { ALL_MET, FRAME, OWNER } from '../support/met';
import { ranOn, runOn } from './runs';

const HUGE: Backing = { kind: 'hugetlb', level: PMD, size: PMD_SIZE };

function ended(origin: number, first: number, stop: number): WalkEnd {
  const write = false;
  return { ending: Ending.faulted, origin, first, stop, write, faults: 0 };
}

describe('the callback that faulted a piece', () => {
  const FAULTED = new Map([
    ['hole', 'whole-hole'],
    ['pud-devmap', 'whole-mapping'],
    ['pmd-huge', 'whole-mapping'],
    ['pmd-huge-protnone', 'whole-mapping'],
    ['pmd-devmap', 'whole-mapping'],
    ['hugetlb-none', 'hugetlb-first-page'],
    ['hugetlb-present', 'hugetlb-first-page'],
    ['hugetlb-protnone', 'hugetlb-first-page'],
    ['hugetlb-migration', 'hugetlb-first-page'],
    ['hugetlb-hwpoison', 'hugetlb-first-page'],
    ['pte-none', 'rest-of-table'],
    ['pte-present', 'rest-of-table'],
    ['pte-protnone', 'rest-of-table'],
    ['pte-special', 'rest-of-table'],
    ['pte-special-protnone', 'rest-of-table'],
    ['pte-swap', 'rest-of-table'],
    ['pte-devmap', 'rest-of-table'],
  ]);

  it.each(ALL_MET)('is known by what it met: $name', ({ name, mm }) => {
    const run = runOn(mm, { range: { owner: OWNER } });
    expect(callbackOf(run, run.cpu.highs[0] ?? 0)).toBe(FAULTED.get(name));
  });

  it('is another one’s in later kernels', () => {
    const run = runOn({}, { side: 'modern-6.18', range: { owner: OWNER } });
    const foreign = entry(0, { kind: Kind.pteDevicePrivate, owner: OWNER + 1 }, FRAME);
    expect(callbackOf(run, foreign.high)).toBe('rest-of-table');
  });
});

describe('a piece that a callback was given', () => {
  const given = (
    mm: Partial<AddressSpaceImage>,
    asks: string,
    end: WalkEnd,
    first = 0,
  ): string | undefined => triggerOf(runOn(mm, { asks, first }), end);
  const anon = { vmas: [vma(0, 2048)] };

  it('is asked for by any page of a hole or a mapping', () => {
    expect(given(anon, '..r', ended(Kind.hole, 0, 3))).toBe('whole-hole');
    expect(given(anon, '..r', ended(Kind.hole, 0, 2))).toBeUndefined();
    expect(given(anon, '..r', ended(Kind.pmdHuge, 0, 3))).toBe('whole-mapping');
    expect(given(anon, '...', ended(Kind.pmdHuge, 0, 3))).toBeUndefined();
  });

  it('is asked for by the first page of what stands in a table, or of hugetlb', () => {
    expect(given(anon, 'r..', ended(Kind.none, 0, 3))).toBe('rest-of-table');
    expect(given(anon, '.r.', ended(Kind.none, 0, 3))).toBeUndefined();
    expect(given(anon, '.r.', ended(Kind.none, 1, 3))).toBe('rest-of-table');
    const vmas = [vma(0, 512, 'read', HUGE)];
    expect(given({ vmas }, 'r..', ended(Kind.hugetlbNone, 0, 3))).toBe('hugetlb-first-page');
    expect(given({ vmas }, '.r.', ended(Kind.hugetlbNone, 0, 3))).toBeUndefined();
  });

  it('ends with its slot and its VMA', () => {
    const asks = 'r'.repeat(1030);
    expect(given(anon, asks, ended(Kind.none, 0, 512))).toBe('rest-of-table');
    expect(given(anon, asks, ended(Kind.none, 0, 513))).toBeUndefined();
    expect(given(anon, asks, ended(Kind.pmdHuge, 5, 512))).toBe('whole-mapping');
    expect(given(anon, asks, ended(Kind.pmdHuge, 5, 513))).toBeUndefined();
    expect(given(anon, asks, ended(Kind.hole, 0, 1030))).toBe('whole-hole');
    const two = { vmas: [vma(0, 100), vma(100, 2048)] };
    for (const kind of [Kind.none, Kind.pmdHuge, Kind.hole]) {
      expect(given(two, asks, ended(kind, 0, 100))).toBeDefined();
      expect(given(two, asks, ended(kind, 0, 101))).toBeUndefined();
    }
  });

  it('of a mapping is as large as the mapping, of a hole as large as a PGD slot', () => {
    const gigabytes = { vmas: [vma(0, 2 ** 28)] };
    expect(given(gigabytes, 'rr', ended(Kind.pudDevmap, 0, 2 ** 18))).toBe('whole-mapping');
    expect(given(gigabytes, 'rr', ended(Kind.pudDevmap, 0, 2 ** 18 + 1))).toBeUndefined();
    expect(given(gigabytes, 'rr', ended(Kind.hole, 0, 2 ** 27))).toBe('whole-hole');
    expect(given(gigabytes, 'rr', ended(Kind.hole, 0, 2 ** 27 + 1))).toBeUndefined();
    const large: Backing = { kind: 'hugetlb', level: PUD, size: PUD_SIZE };
    const vmas = [vma(0, 2 ** 19, 'read', large)];
    const end = (stop: number) => given({ vmas }, 'rr', ended(Kind.hugetlbNone, 0, stop));
    expect([end(2 ** 18), end(2 ** 18 + 1)]).toEqual(['hugetlb-first-page', undefined]);
  });

  it('is none outside of any VMA', () => {
    expect(given({ vmas: [vma(2, 4)] }, 'rr', ended(Kind.none, 0, 1))).toBeUndefined();
  });

  it('is one callback’s alone', () => {
    const by = (stop: number) => {
      const run = runOn(anon, { asks: 'rrr' });
      run.record.endWalk(Ending.faulted, Kind.none, 0, stop);
      return [
        wasFaultedBy(run, 0, 'rest-of-table'),
        wasFaultedBy(run, 0, 'whole-hole'),
        wasFaultedBy(run, stop, 'rest-of-table'),
      ];
    };
    expect(by(3)).toEqual([true, false, false]);
    expect(by(513)).toEqual([false, false, false]);
  });
});

describe('the page faults of a call', () => {
  const readOnly = (at: number) => entry(at, { kind: Kind.ptePresent }, FRAME + at);
  const swap = (at: number) => entry(at, { kind: Kind.pteSwap });

  it('can be done again if nothing else changed entries', () => {
    const mm = { vmas: [vma(0, 8)], entries: [swap(0)] };
    expect(canBeReplayed(ranOn(mm, { asks: 'r' }))).toBe(true);
    const events = [event(2, { entries: [swap(1)] })];
    expect(canBeReplayed(ranOn({ ...mm, events }, { asks: 'r' }))).toBe(false);
    const migrating = { ...mm, entries: [entry(0, { kind: Kind.pteMigration }, FRAME)] };
    const waited = ranOn(migrating, { asks: 'r' });
    expect(canBeReplayed(waited)).toBe(false);
    waited.record.endWalk(Ending.faulted, Kind.none, 0, 1);
    expect(canBeReplayed(waited)).toBe(false);
  });

  /** Makes the faults of a trace on what a call found; page 1 is the first one of its range. */
  function faulted(mm: Partial<AddressSpaceImage>, ...faults: readonly [number, boolean][]) {
    const run = runOn({ vmas: [vma(1, 9)], ...mm }, { first: 1, asks: '........' });
    for (const [at, write] of faults) run.record.faults.add(at - 1, write);
    const found = [invalidatingPages(run), changedPages(run)];
    expect(run.space.isAsLoaded).toBe(true);
    return found;
  }

  it('invalidate where a page is copied, and change what was not there', () => {
    const mm = { entries: [readOnly(1), readOnly(2), swap(3)] };
    expect(faulted(mm, [1, true], [2, true], [3, true])).toEqual([[0, 1], [0]]);
    expect(faulted(mm, [1, false], [2, false], [3, false])).toEqual([[], [2]]);
    const between = { entries: [swap(1), readOnly(2), swap(3)] };
    expect(faulted(between, [1, false], [2, false], [3, false])).toEqual([[], [0]]);
    expect(faulted(mm, [1, false], [3, true], [2, true])).toEqual([[1], [2, 1]]);
  });

  it('do what they do one after the other', () => {
    expect(faulted({ entries: [readOnly(1)] }, [1, true], [1, false], [1, true])).toEqual([
      [0],
      [0],
    ]);
    expect(faulted({ entries: [swap(1)] }, [1, false], [2, true], [1, true])).toEqual([
      [0],
      [0, 1, 0],
    ]);
  });

  it('do nothing outside of every VMA', () => {
    expect(faulted({ vmas: [vma(1, 2)] }, [1, false], [2, false], [3, false])).toEqual([[], [0]]);
    expect(faulted({ vmas: [vma(1, 2)] }, [2, true])).toEqual([[], []]);
  });
});
