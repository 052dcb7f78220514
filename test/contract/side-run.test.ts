// SPDX-License-Identifier: GPL-2.0-or-later
import { describe, expect, it } from 'vitest';
import { Kind } from '../../mm/entry';
import { EBUSY } from '../../mm/errno';
import { StateKind } from '../../mm/page-states';
import { Ending } from '../../mm/range-record';
import { PMD, pfn } from '../../mm/units';
import { CpuView } from '../../oracle/contract/cpu-pages';
import { wasFaultedIn } from '../../oracle/contract/faulted-pieces';
import type { SideRun } from '../../oracle/contract/side-run';
import type { SideName } from '../../oracle/run/side-names';
import { entry, event, page, vma } from '../support/build';
import { FRAME, OWNER } from '../support/met';
import { ranOn, runOn } from './runs';

const swap = (at: number) => entry(at, { kind: Kind.pteSwap });
const present = (at: number) => entry(at, { kind: Kind.ptePresent }, FRAME + at);

describe('two sides', () => {
  it.each<readonly [SideName, SideName, boolean]>([
    ['modern', 'modern-5.9', true],
    ['modern-5.9', 'modern-5.14', false],
    ['modern-5.14', 'modern-5.15', false],
    ['modern-5.15', 'modern-5.17', false],
    ['modern-5.17', 'modern-5.19', false],
    ['modern-5.19', 'modern-6.16', true],
    ['modern-6.16', 'modern-6.18', false],
    ['modern-6.18', 'modern-6.19', false],
    ['modern-6.19', 'modern-7.3', false],
    ['modern-7.3', 'modern-7.3-32', true],
  ])('%s and %s can be alike in what a page fault brings: %s', (one, other, alike) => {
    const [left, right] = [one, other].map((side) => runOn({}, { side }));
    if (left === undefined || right === undefined) throw new Error('there are two');
    expect([left.hasChangesOf(right), right.hasChangesOf(left)]).toEqual([alike, alike]);
  });

  it('know of which entries a page fault is to be expected', () => {
    const changes = (side: SideName): readonly boolean[] => {
      const run = runOn({}, { side });
      return [run.devmapPtesReported, run.wpMarkersAreNone, run.otherMarkersFaulted];
    };
    expect((['modern-5.14', 'modern-5.15', 'modern-5.19'] as const).map(changes)).toEqual([
      ...[
        [false, false, false],
        [true, false, false],
        [true, true, true],
      ],
    ]);
    expect((['modern-6.18', 'modern-6.19', 'legacy'] as const).map(changes)).toEqual([
      ...[
        [true, true, true],
        [true, true, false],
        [false, false, false],
      ],
    ]);
  });

  it('know what their kernels have', () => {
    const changes = (side: SideName): readonly boolean[] => {
      const run = runOn({}, { side });
      return [
        run.exclusiveFaulted,
        run.mixedMapsWalked,
        run.foreignPrivateFaulted,
        run.privatePmdsReported,
        run.outOfMemoryReported,
      ];
    };
    expect((['modern', 'modern-5.14', 'modern-5.17'] as const).map(changes)).toEqual([
      [false, false, false, false, false],
      [true, false, false, false, false],
      [true, true, false, false, false],
    ]);
    expect((['modern-5.19', 'modern-6.18', 'modern-7.3', 'legacy'] as const).map(changes)).toEqual([
      [true, true, true, false, false],
      [true, true, true, true, false],
      [true, true, true, true, true],
      [false, false, false, false, false],
    ]);
  });
});

describe('what is asked', () => {
  it('of some pages is what any of them is asked', () => {
    const run = runOn({}, { asks: '.rw.' });
    const any = (write: boolean) =>
      [
        [0, 1],
        [0, 2],
        [0, 3],
        [1, 1],
        [2, 3],
        [3, 4],
      ].map(([first = 0, stop = 0]) => run.anyAsked(first, stop, write));
    expect(any(false)).toEqual([false, true, true, false, true, false]);
    expect(any(true)).toEqual([false, false, true, false, true, false]);
    expect(run.anyAsked(1, 2)).toBe(true);
    expect([run.asksFault(1), run.asksWrite(1), run.asksWrite(2)]).toEqual([true, false, true]);
  });

  it('is of pages, counted from where the range starts', () => {
    const run = runOn({ vmas: [vma(0, 20)] }, { first: 10, asks: '..' });
    expect([run.pageAt(page(10)), run.pageAt(page(12)), run.pageAt(page(9))]).toEqual([0, 2, -1]);
  });
});

describe('the page table that clauses see', () => {
  it('is read once for a state', () => {
    const run = runOn({ entries: [present(0)] });
    expect([run.mayUse(0), run.mayUse(1), run.mayUse(7)]).toEqual([1, 0, 0]);
    run.space.table.store(page(1), 0, FRAME, Kind.ptePresent);
    expect(run.mayUse(1)).toBe(0);
    run.lookAnew();
    expect(run.mayUse(1)).toBe(1);
  });

  it('can be one that others have read', () => {
    const run = runOn({ entries: [present(0)] });
    const own = run.view;
    const shared = new CpuView(run.space, false);
    expect(shared.of(run.scenario).access[0]).toBe(1);
    run.space.table.store(page(0), 0, 0, Kind.pteSwap);
    run.lookAnew(shared);
    expect(run.view).toBe(shared);
    expect(run.mayUse(0)).toBe(1);
    run.lookAnew();
    expect(run.view).toBe(own);
    expect(run.mayUse(0)).toBe(0);
  });

  it('has mixed maps in it where the kernel walks them', () => {
    const mm = { vmas: [vma(0, 2, 'read mixedmap')], entries: [present(0)] };
    const may = (side: SideName) => runOn(mm, { side }).mayUse(0);
    expect((['modern-5.14', 'modern-5.17'] as const).map(may)).toEqual([0, 1]);
    const [mixed] = mm.vmas;
    if (mixed === undefined) throw new Error('there is one');
    const is = (side: SideName) => runOn(mm, { side }).isUnmappable(mixed);
    expect((['modern-5.14', 'modern-5.17'] as const).map(is)).toEqual([true, false]);
  });

  it('gives each page the name of its entry, anew in each state', () => {
    const run = runOn({ entries: [present(0), swap(1)] });
    expect([1, 0, 1].map((at) => run.entryName(at))).toEqual([
      'pte-swap',
      'pte-present',
      'pte-swap',
    ]);
    run.space.table.store(page(0), 0, 0, Kind.pteSwap);
    run.lookAnew();
    expect(run.entryName(0)).toBe('pte-swap');
    const own = { kind: Kind.pteDevicePrivate, owner: OWNER };
    const names = [OWNER, OWNER + 1].map((owner) =>
      runOn({ entries: [entry(0, own, FRAME)] }, { range: { owner } }).entryName(0),
    );
    expect(names).toEqual(['pte-own-device-private', 'pte-other-device-private']);
  });

  it('does not keep the piece that a call failed for from another state', () => {
    const run = runOn({});
    run.failed = { first: 0, stop: 1, byFault: false };
    run.pieces = [];
    run.lookAnew();
    expect([run.failed, run.pieces]).toEqual([undefined, undefined]);
  });
});

describe('page faults', () => {
  it('are of the pages that stand in the trace', () => {
    const run = runOn({ vmas: [vma(0, 8)] }, { first: 1, asks: '......' });
    for (const at of [2, 3]) run.record.faults.add(at, false);
    run.record.faults.add(5, true);
    const was = [
      [0, 2],
      [0, 3],
      [3, 4],
      [4, 5],
      [5, 6],
      [6, 9],
    ].map(([first = 0, stop = 0]) => run.wasFaulted(first, stop));
    expect(was).toEqual([false, true, true, false, true, false]);
  });

  it('for a piece are those of walks that ended so', () => {
    const run = runOn({ vmas: [vma(0, 8)] }, { first: 1, asks: '......' });
    const { record } = run;
    record.endWalk(Ending.faulted, Kind.none, 1, 3);
    const pages = (): readonly boolean[] =>
      [0, 1, 2, 3].map((index) => wasFaultedIn(run, index, () => true));
    expect(pages()).toEqual([false, true, true, false]);
    expect(wasFaultedIn(run, 1, () => false)).toBe(false);
    expect(wasFaultedIn(run, 1, ({ end }) => end.origin === Kind.none)).toBe(true);
  });

  it.each([
    ['faulted', true],
    ['faultFailed', true],
    ['lockDropped', true],
    ['waited', false],
    ['denied', false],
    ['impossible', false],
  ] as const)('a walk that ended as %s had some: %s', (name, had) => {
    const run = runOn({});
    run.record.endWalk(Ending[name], Kind.none, 0, 1);
    expect(wasFaultedIn(run, 0, () => true)).toBe(had);
  });

  it('are looked for in every walk', () => {
    const run = runOn({});
    run.record.endWalk(Ending.waited, Kind.none, 0, 1);
    run.record.endWalk(Ending.faulted, Kind.none, 1, 2);
    run.record.endWalk(Ending.faulted, Kind.pteSwap, 0, 1);
    expect(wasFaultedIn(run, 0, ({ end }) => end.origin === Kind.pteSwap)).toBe(true);
  });
});

describe('other threads', () => {
  it.each([
    ['nobody', [], false],
    ['an invalidation', [event(1, { invalidate: true })], false],
    ['an entry', [event(1, { invalidate: true }), event(2, { entries: [swap(0)] })], true],
    ['VMAs', [event(2, { vmas: [vma(0, 1)] })], true],
    ['a page of a file', [event(2, { filePages: new Map([[page(0), pfn(FRAME)]]) })], true],
  ] as const)('stored entries: %s', (_, events, stored) => {
    expect(runOn({ events }).othersStored).toBe(stored);
  });

  /** Which of the pages may have changed after this many walks, if an event comes before one. */
  function changed(beforeWalk: number, walks: number, ret: 0 | typeof EBUSY = 0): boolean {
    const run = runOn({ events: [event(beforeWalk, { entries: [swap(0)] })] });
    run.record.walks = walks;
    run.record.ret = ret;
    return run.changedMeanwhile(0);
  }

  it('change entries after the first walk has begun, and before the call is over', () => {
    expect([changed(1, 2), changed(2, 2), changed(3, 2)]).toEqual([false, true, false]);
    // Before -EBUSY a walk was about to begin.
    expect([changed(3, 2, EBUSY), changed(4, 2, EBUSY)]).toEqual([true, false]);
  });

  it('change what their entries decide about', () => {
    const pmd = entry(512, { kind: Kind.pmdHuge }, FRAME, PMD);
    const events = [event(1, { entries: [swap(0)] }), event(2, { entries: [pmd, swap(1030)] })];
    const run = runOn({ vmas: [vma(0, 2048)], events }, { asks: '.'.repeat(1100) });
    run.record.walks = 2;
    const pages = [0, 511, 512, 1023, 1024, 1029, 1030, 1031];
    expect(pages.filter((index) => run.changedMeanwhile(index))).toEqual([512, 1023, 1030]);
  });

  it('change every page with other VMAs, and that of a file with another frame', () => {
    const changedBy = (parts: Parameters<typeof event>[1]): readonly number[] => {
      const run = runOn({ events: [event(2, parts)] });
      run.record.walks = 2;
      return [0, 1, 2].filter((index) => run.changedMeanwhile(index));
    };
    expect(changedBy({ vmas: [vma(0, 1)] })).toEqual([0, 1, 2]);
    expect(changedBy({ filePages: new Map([[page(1), pfn(FRAME)]]) })).toEqual([1]);
  });

  it('change all pages of a larger entry that they split', () => {
    const events = [event(2, { entries: [swap(520)] })];
    const run = runOn({ vmas: [vma(0, 2048)], events }, { asks: '.'.repeat(1100) });
    run.record.walks = 2;
    run.record.origins.fill(Kind.pmdHuge, 0, 1100);
    const pages = [0, 511, 512, 520, 1023, 1024];
    expect(pages.filter((index) => run.changedMeanwhile(index))).toEqual([512, 520, 1023]);
    run.record.origins.fill(Kind.ptePresent, 0, 1100);
    expect(pages.filter((index) => run.changedMeanwhile(index))).toEqual([520]);
  });

  it('split nothing where there is no VMA', () => {
    const events = [event(2, { entries: [swap(0)] })];
    const run = runOn({ vmas: [vma(0, 1)], events }, { asks: '..' });
    run.record.walks = 2;
    run.record.origins.fill(Kind.pmdHuge, 0, 2);
    expect(run.changedMeanwhile(1)).toBe(false);
    const there = runOn({ vmas: [], events: [event(2, { entries: [swap(1)] })] });
    there.record.walks = 2;
    expect([0, 1, 2].map((at) => there.changedMeanwhile(at))).toEqual([false, true, false]);
  });

  it('leave what the side noted of a page, and nothing of another one', () => {
    const run = runOn({ entries: [present(0)], events: [event(2, { entries: [present(0)] })] });
    run.record.origins.fill(Kind.pteSwap, 0, 2);
    expect(run.entryOf(0)).toBe(run.cpu.highs[0]);
    run.record.walks = 2;
    expect([run.entryOf(0), run.entryOf(1)]).toEqual([Kind.pteSwap, Kind.none]);
  });
});

describe('an entry that two VMAs share', () => {
  const huge = entry(0, { kind: Kind.pmdHuge }, FRAME, PMD);

  /** Which of the pages a later piece may have changed. */
  function shared(mm: Parameters<typeof runOn>[0], walks = 1): readonly number[] {
    const run = runOn(mm, { asks: '.'.repeat(1000) });
    if (walks > 0) run.record.endWalk(Ending.faulted, Kind.none, 900, 901);
    return [0, 255, 256, 511, 512].filter((index) => run.changedMeanwhile(index));
  }

  it('is what the first of them meets', () => {
    const halves = [vma(0, 256), vma(256, 1000)];
    expect(shared({ vmas: halves, entries: [huge] })).toEqual([0, 255]);
    expect(shared({ vmas: halves, entries: [huge] }, 0)).toEqual([]);
    expect(shared({ vmas: [vma(0, 1000)], entries: [huge] })).toEqual([]);
  });

  it('is none where the second one begins after it', () => {
    expect(shared({ vmas: [vma(0, 512), vma(512, 1000)], entries: [huge] })).toEqual([]);
    expect(shared({ vmas: [vma(0, 256), vma(256, 1000)], entries: [present(0)] })).toEqual([]);
    expect(shared({ vmas: [vma(0, 100), vma(511, 1000)], entries: [huge] })).toEqual([0]);
    expect(shared({ vmas: [vma(300, 400), vma(400, 1000)] })).toEqual([]);
  });
});

describe('an experiment', () => {
  it('is run by a second instance, which can fail', () => {
    const run = ranOn({ entries: [present(0)] });
    run.space.rewind();
    run.experiment(run.scenario);
    expect(run.laboratory.states.kinds[0]).toBe(run.side.states.kinds[0]);
    expect(run.laboratory).not.toBe(run.side);
    const failing = runWithLaboratoryThatThrows();
    expect(() => failing.experiment(failing.scenario)).toThrow('no laboratory');
    expect(() => failing.experimentHere(failing.scenario)).toThrow('no laboratory');
  });

  it('here leaves the state as it is, and reads no output', () => {
    const run = ranOn({ entries: [swap(0)] }, { asks: 'r..' });
    const state = run.space.table.mark();
    run.space.table.store(page(1), 0, 0, Kind.pteSwap);
    run.laboratory.states.kinds[0] = StateKind.malformed;
    run.experimentHere(run.scenario);
    expect(run.laboratory.record.ret).toBe(0);
    expect(run.laboratory.states.kinds[0]).toBe(StateKind.malformed);
    expect(run.space.table.mark()).toBe(state + 1);
    expect(run.space.isAsLoaded).toBe(false);
  });

  function runWithLaboratoryThatThrows(): SideRun {
    const run = runOn({});
    run.laboratory.run = () => {
      throw new Error('no laboratory');
    };
    return run;
  }
});
