// SPDX-License-Identifier: GPL-2.0-or-later
import { describe, expect, it } from 'vitest';
import type { AddressSpaceImage } from '../../mm/address-space';
import { Kind } from '../../mm/entry';
import { EFAULT } from '../../mm/errno';
import type { Backing } from '../../mm/image';
import { Ending } from '../../mm/range-record';
import { PAGE_SIZE, PMD, PMD_SIZE, PUD, PUD_SIZE } from '../../mm/units';
import { metAt } from '../../oracle/contract/contract-check';
import { vmaAt } from '../../oracle/contract/cpu-pages';
import { hugetlbPieceStart, pieceOf, wasAskedFor } from '../../oracle/contract/entry-requests';
import { failedPiece, lastFaulted, saysFaultFailed } from '../../oracle/contract/failed-piece';
import { sizeOf } from '../../oracle/contract/piece';
import { entry, event, page, vma } from '../support/build';
import { ALL_MET, FRAME } from '../support/met';
import { type Given, ranOn, runOn } from './runs';

const HUGE: Backing = { kind: 'hugetlb', level: PMD, size: PMD_SIZE };
const swap = (at: number) => entry(at, { kind: Kind.pteSwap });
const huge = (at: number) => entry(at, { kind: Kind.pmdHuge }, 0x400, PMD);
const failing = (...pages: number[]): AddressSpaceImage['faultErrors'] =>
  new Map(pages.map((at) => [page(at), 'sigbus'] as const));

describe('the VMA of a page', () => {
  it('is the one that it lies in', () => {
    const run = runOn(
      { vmas: [vma(2, 4), vma(4, 5, 'read'), vma(8, 9)] },
      { first: 1, asks: '........' },
    );
    const starts = [0, 1, 2, 3, 4, 6, 7].map((index) => vmaAt(run, index)?.start);
    expect(starts).toEqual([undefined, page(2), page(2), page(4), undefined, undefined, page(8)]);
  });
});

describe('the size of an entry', () => {
  it.each(ALL_MET)('$name is that of its level', ({ name, mm }) => {
    const [anon = vma(0, 8)] = mm.vmas;
    const { highs } = runOn(mm).cpu;
    const size = name.startsWith('pud-') ? PUD_SIZE : PAGE_SIZE;
    const expected = /^(?:pmd|hugetlb)-/.test(name) ? PMD_SIZE : size;
    expect(sizeOf(highs[0] ?? 0, anon)).toBe(expected);
  });

  it('of hugetlb is that of its VMA', () => {
    const gigabytes: Backing = { kind: 'hugetlb', level: PUD, size: PUD_SIZE };
    expect(sizeOf(Kind.hugetlbPresent, vma(0, 2 ** 18, 'read', gigabytes))).toBe(PUD_SIZE);
    expect(sizeOf(Kind.pmdHuge, vma(0, 2 ** 18, 'read', gigabytes))).toBe(PMD_SIZE);
    // What stands in no hugetlb VMA any more counts as a PMD.
    expect(sizeOf(Kind.hugetlbPresent, vma(0, 8))).toBe(PMD_SIZE);
  });
});

describe('the piece of a page', () => {
  const of = (mm: Partial<AddressSpaceImage>, parts: Given, at: number) => {
    const { first, stop } = pieceOf(runOn(mm, parts), at);
    return [first, stop];
  };
  const many = { asks: '.'.repeat(1200) };

  it('is the page where nothing stands, and where no VMA is', () => {
    expect(of({ vmas: [vma(0, 2)] }, many, 1)).toEqual([1, 2]);
    expect(of({ vmas: [vma(0, 2)] }, many, 3)).toEqual([3, 4]);
  });

  it('is all that a larger entry has in range and VMA', () => {
    const mm = { vmas: [vma(0, 2048)], entries: [huge(512)] };
    expect(of(mm, many, 600)).toEqual([512, 1024]);
    expect(of(mm, { ...many, first: 520 }, 5)).toEqual([0, 504]);
    expect(of(mm, { first: 600, asks: '...' }, 1)).toEqual([0, 3]);
    expect(of({ ...mm, vmas: [vma(530, 700)] }, many, 600)).toEqual([530, 700]);
  });

  it('was asked for if any page of it was, of hugetlb if the first one was', () => {
    const asked = (backing: Backing | undefined, asks: string, at: number): boolean => {
      const entries = backing
        ? [entry(0, { kind: Kind.hugetlbPresent }, 0x400, PMD)]
        : [entry(0, { kind: Kind.pmdHuge }, 0x400, PMD)];
      return wasAskedFor(runOn({ vmas: [vma(0, 512, 'read', backing)], entries }, { asks }), at);
    };
    expect([asked(undefined, '..r', 0), asked(undefined, '...', 0)]).toEqual([true, false]);
    expect([asked(HUGE, '..r', 0), asked(HUGE, 'r..', 2)]).toEqual([false, true]);
    const entries = [entry(0, { kind: Kind.ptePresent }, FRAME)];
    const run = runOn({ vmas: [vma(0, 512)], entries }, { asks: '.r.' });
    expect([0, 1, 2].map((at) => wasAskedFor(run, at))).toEqual([false, true, false]);
  });

  it('of a hugetlb page begins with its slot, or the range', () => {
    const mm = { vmas: [vma(0, 1024, 'read', HUGE), vma(1024, 2048)] };
    const starts = (first: number, pages: readonly number[]) => {
      const run = runOn(mm, { first, asks: '.'.repeat(1100) });
      return pages.map((at) => hugetlbPieceStart(run, at));
    };
    expect(starts(0, [0, 5, 512, 700, 1030])).toEqual([0, 0, 512, 512, undefined]);
    expect(starts(10, [0, 5, 502, 690])).toEqual([0, 0, 502, 502]);
  });
});

describe('the piece that a call failed for', () => {
  const failed = (mm: Partial<AddressSpaceImage>, parts: Given) => {
    const run = ranOn(mm, parts);
    expect(run.record.ret).toBe(EFAULT);
    const found = failedPiece(run);
    expect(failedPiece(run)).toBe(found);
    return found;
  };

  it('is the page whose page fault failed', () => {
    const run = ranOn({ vmas: [vma(0, 8)], faultErrors: failing(2) }, { asks: 'rrrr' });
    expect([lastFaulted(run), saysFaultFailed(run)]).toEqual([2, true]);
    expect(failedPiece(run)).toEqual({ first: 2, stop: 3, byFault: true });
    const write = { vmas: [vma(0, 8)], entries: [swap(1), entry(2, { kind: Kind.pteHwpoison })] };
    expect(failed(write, { first: 1, asks: 'ww' })).toEqual({ first: 1, stop: 2, byFault: true });
  });

  it('is what stands where the call stopped, where no page fault helps', () => {
    const poison = [1, 2].map((at) => entry(at, { kind: Kind.pteHwpoison }));
    const poisoned = { vmas: [vma(0, 8)], entries: poison };
    expect(failed(poisoned, { asks: '.r.' })).toEqual({ first: 1, stop: 2, byFault: false });
    const bad = { vmas: [vma(0, 512)], entries: [entry(0, { kind: Kind.pmdBad }, 0, PMD)] };
    expect(failed(bad, { first: 2, asks: '.r..' })).toEqual({ first: 0, stop: 4, byFault: false });
  });

  it('is all of a gap or a VMA that no range fault maps', () => {
    const gap = { vmas: [vma(0, 1), vma(4, 8)], entries: [swap(0)] };
    expect(failed(gap, { asks: '..r....' })).toEqual({ first: 1, stop: 4, byFault: false });
    const io = { vmas: [vma(0, 1), vma(1, 3, 'read io')], entries: [swap(0)] };
    expect(failed(io, { asks: '..r.' })).toEqual({ first: 1, stop: 3, byFault: false });
    expect(failed({ vmas: [] }, { asks: '..r' })).toEqual({ first: 0, stop: 3, byFault: false });
  });

  it('is not the page of a fault that succeeded before', () => {
    const mm = { vmas: [vma(0, 1)], entries: [swap(0)] };
    const run = ranOn(mm, { asks: 'r.r' });
    expect([lastFaulted(run), saysFaultFailed(run)]).toEqual([0, false]);
    expect(failedPiece(run)).toEqual({ first: 1, stop: 3, byFault: false });
  });

  it('is not the page of a fault that others stored over, unless the side says that it failed', () => {
    const events = [event(2, { entries: [entry(0, { kind: Kind.pteHwpoison })] })];
    const gone = ranOn({ vmas: [vma(0, 1)], entries: [swap(0)], events }, { asks: 'r.r' });
    expect(failedPiece(gone).byFault).toBe(false);
    const fails = { vmas: [vma(0, 2)], faultErrors: failing(1), events };
    expect(failedPiece(ranOn(fails, { asks: 'rr' }))).toEqual({ first: 1, stop: 2, byFault: true });
  });

  it('is the page of a fault that fails again, if nobody stored anything after it', () => {
    const byFault = (parts: Partial<AddressSpaceImage>, given: Given, says: boolean): boolean => {
      const run = runOn({ vmas: [vma(0, 8)], faultErrors: failing(1), ...parts }, given);
      run.record.ret = EFAULT;
      run.record.faults.add(1, false);
      const ending = says ? Ending.faultFailed : Ending.impossible;
      run.record.endWalk(ending, Kind.none, 1, 2);
      return failedPiece(run).byFault;
    };
    const stored = { events: [event(2, { entries: [swap(7)] })] };
    const unlocked: Given = { side: 'modern-7.3', range: { call: { timeout: 0 } } };
    expect([byFault({}, {}, false), byFault({}, {}, true)]).toEqual([true, true]);
    expect([byFault(stored, {}, false), byFault(stored, {}, true)]).toEqual([false, true]);
    expect([byFault({}, unlocked, false), byFault({}, unlocked, true)]).toEqual([false, true]);
    // A fault that did nothing has succeeded, although one would fail now.
    const idle = { noProgress: new Map([[page(1), 1]]) };
    expect([byFault(idle, {}, false), byFault(idle, {}, true)]).toEqual([false, true]);
    const other = { noProgress: new Map([[page(0), 1]]) };
    expect(byFault(other, {}, false)).toBe(true);
  });

  it('lies in the range, whatever a side says', () => {
    const run = runOn({ vmas: [vma(0, 8)], faultErrors: failing(3) });
    run.cpu.highs.fill(Kind.hole);
    run.record.ret = EFAULT;
    run.record.stoppedAt = 3;
    expect(failedPiece(run)).toEqual({ first: 2, stop: 3, byFault: false });
    run.failed = undefined;
    run.record.faults.add(3, false);
    expect([lastFaulted(run), failedPiece(run).byFault]).toEqual([3, false]);
  });

  it('was found by no fault where there was none', () => {
    const run = runOn({});
    expect([lastFaulted(run), saysFaultFailed(run)]).toEqual([undefined, false]);
    run.record.faults.add(0, false);
    run.record.faults.add(1, false);
    run.record.endWalk(Ending.faultFailed, Kind.none, 0, 2);
    run.record.endWalk(Ending.faulted, Kind.none, 0, 2);
    expect([lastFaulted(run), saysFaultFailed(run)]).toEqual([1, false]);
  });
});

describe('what a side met at a page', () => {
  it('is what it was put out from, or where the last walk over it ended', () => {
    const run = runOn({ vmas: [vma(0, 8)] }, { asks: '.....', first: 1 });
    const { record } = run;
    record.stoppedAt = 1;
    record.origins.fill(Kind.ptePresent, 0, 2);
    record.endWalk(Ending.faulted, Kind.hole, 0, 8);
    record.endWalk(Ending.faulted, Kind.pteSwap, 1, 3);
    record.endWalk(Ending.faulted, Kind.none, 2, 3);
    expect([0, 1, 2, 3, 4].map((at) => metAt(run, at))).toEqual([
      'pte-present',
      'pte-swap',
      'pte-none',
      'hole',
      'hole',
    ]);
  });

  it('is nothing where no walk came', () => {
    const run = runOn({});
    run.record.endWalk(Ending.faulted, Kind.none, 0, 1);
    expect([0, 1].map((at) => metAt(run, at))).toEqual(['pte-none', null]);
  });

  it('tells the owner’s pages from others', () => {
    const mm = { entries: [entry(0, { kind: Kind.pteDevicePrivate, owner: 1 }, FRAME)] };
    const met = [1, 2].map((owner) => {
      const run = ranOn(mm, { range: { owner } });
      const at = metAt(run, 0);
      run.record.stoppedAt = 0;
      run.record.endWalk(Ending.faulted, run.record.origins[0] ?? 0, 0, 1);
      return [at, metAt(run, 0)];
    });
    const [own, other] = ['pte-own-device-private', 'pte-other-device-private'];
    expect(met).toEqual([
      [own, own],
      [other, other],
    ]);
  });
});
