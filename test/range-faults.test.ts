// SPDX-License-Identifier: GPL-2.0-or-later
import { describe, expect, it } from 'vitest';
import { LegacyFormat } from '../legacy/format';
import { AMDGPU } from '../legacy/known-formats';
import type { AddressSpaceImage } from '../mm/address-space';
import { Kind } from '../mm/entry';
import { EBUSY, EFAULT, ENOMEM, EPERM, LIVELOCK } from '../mm/errno';
import type { FaultOverrule } from '../mm/fault-overrule';
import { StateKind } from '../mm/page-states';
import { Ask, type RangeRequest } from '../mm/range';
import { Ending, type WalkEnd } from '../mm/range-record';
import { PAGE_SIZE, PMD, PUD_SIZE } from '../mm/units';
import { Runner } from '../oracle/run/runner';
import type { SideName } from '../oracle/run/side-names';
import { entry, event, image, page, request, vma } from './support/build';

const SIDES: readonly SideName[] = ['v5.7', 'legacy', 'modern'];

/** Runs one call on one side. */
function run(
  name: SideName,
  parts: Partial<AddressSpaceImage>,
  range: RangeRequest,
  format = AMDGPU,
  overrule: FaultOverrule | null = null,
): Runner['sides'][number] {
  const runner = Runner.of([name]);
  runner.space.overrule = overrule;
  runner.run({ id: 'test', mm: image(parts), range, format });
  const [side] = runner.sides;
  if (side === undefined) throw new Error('no side');
  return side;
}

describe.each(SIDES)('%s', (side) => {
  it('resumes a wait for a huge page at the start of the piece, not of the slot', () => {
    const entries = [entry(0, { kind: Kind.pmdMigration, write: true }, 0x2000, PMD)];
    const { record, states } = run(side, { vmas: [vma(0, 1024)], entries }, request(5, 'rr'));
    expect(record.walkEnds()).toEqual([
      expect.objectContaining({ ending: Ending.waited, first: 0, stop: 2 }),
    ]);
    expect(record.walks).toBe(2);
    expect(states.at(0).pfn).toBe(0x2005n);
  });

  it('says of a wait for a page which one that is, and of no page after it', () => {
    const entries = [entry(1, { kind: Kind.pteMigration }, 0x2000)];
    const { record } = run(side, { vmas: [vma(0, 4)], entries }, request(0, '.rr'));
    expect(record.walkEnds()[0]).toMatchObject({
      ...{ ending: Ending.waited, origin: Kind.pteMigration, first: 1, stop: 2 },
    });
  });

  it('waits in vain for a page that does not get further, and waits again while that is counted', () => {
    const wait = (times: number): readonly number[] => {
      const entries = [entry(0, { kind: Kind.pteMigration }, 0x2000)];
      const noProgress = new Map([[page(0), times]]);
      const { record } = run(side, { vmas: [vma(0, 1)], entries, noProgress }, request(0, 'r'));
      return [record.ret, record.walks];
    };
    expect(wait(Number.POSITIVE_INFINITY)).toEqual([LIVELOCK, 1]);
    expect(wait(1)).toEqual([0, 3]);
    expect(wait(0)).toEqual([0, 2]);
  });

  it('faults a gap-sized hole of a 1 GiB and of a 512 GiB piece in one go each', () => {
    const border = PUD_SIZE / PAGE_SIZE;
    const mapping = [vma(0, 4 * border)];
    const range = request(border - 2, 'w...');
    const missingPgd = run(side, { vmas: mapping }, range);
    expect(missingPgd.record.faults.list()).toEqual([
      { at: page(border - 2), pages: 4, write: true },
    ]);
    const entries = [entry(0, { kind: Kind.table }, 0, 3)];
    const missingPuds = run(side, { vmas: mapping, entries }, range);
    expect(missingPuds.record.faults.list()).toEqual([
      { at: page(border - 2), pages: 2, write: true },
    ]);
  });

  it('fills a gap piece by piece, and fails in the piece that was asked for', () => {
    const border = PUD_SIZE / PAGE_SIZE;
    const entries = [entry(0, { kind: Kind.table }, 0, 3)];
    const { record } = run(side, { entries }, request(border - 2, '...r'));
    expect(record.ret).toBe(EFAULT);
    expect(record.stoppedAt).toBe(2);
    expect(run(side, {}, request(border - 2, '...r')).record.stoppedAt).toBe(0);
  });

  it('takes one step of a hugetlb VMA for one hole', () => {
    const backing = { kind: 'hugetlb', level: PMD, size: 2 ** 21 } as const;
    const vmas = [vma(0, 2048, 'read write', backing)];
    const { record } = run(side, { vmas }, request(510, 'r...'));
    expect(record.walkEnds()[0]).toMatchObject({ origin: Kind.hole, stop: 2, write: false });
    expect(record.faults.list()).toEqual([{ at: page(510), pages: 2, write: false }]);
  });

  it.each<[string, Partial<AddressSpaceImage>, string, number, Partial<WalkEnd>]>([
    [
      'a write fault in a read-only VMA',
      { vmas: [vma(0, 8, 'read')] },
      '.w',
      EPERM,
      { ending: Ending.denied, origin: Kind.hole, first: 0, stop: 2, write: true },
    ],
    [
      'a poisoned page',
      { vmas: [vma(0, 8)], entries: [entry(1, { kind: Kind.pteHwpoison })] },
      '.r.',
      EFAULT,
      { ending: Ending.impossible, origin: Kind.pteHwpoison, first: 1, stop: 2 },
    ],
    [
      'a special page',
      { vmas: [vma(0, 8)], entries: [entry(1, { kind: Kind.ptePresent, special: true }, 7)] },
      '.r.',
      EFAULT,
      { ending: Ending.impossible, first: 1, stop: 2 },
    ],
    [
      'a VMA that no range fault maps',
      { vmas: [vma(0, 8, 'read pfnmap')] },
      '.r.',
      EFAULT,
      { ending: Ending.impossible, origin: Kind.skippedVma, first: 0, stop: 3 },
    ],
    [
      'a gap',
      { vmas: [vma(0, 1)] },
      '..r',
      EFAULT,
      { ending: Ending.impossible, origin: Kind.gap, first: 1, stop: 3 },
    ],
    [
      'a bad PMD',
      { vmas: [vma(0, 8)], entries: [entry(0, { kind: Kind.pmdBad }, 0, PMD)] },
      '.r.',
      EFAULT,
      { ending: Ending.impossible, origin: Kind.pmdBad, first: 0, stop: 3 },
    ],
  ])('says of a failed walk what it met, and where: %s', (_, parts, asks, ret, end) => {
    const { record } = run(side, parts, request(0, asks));
    expect(record.ret).toBe(ret);
    expect(record.walkEnds()).toEqual([expect.objectContaining({ ...end, faults: 0 })]);
  });

  it.each(['read io', 'read pfnmap', 'read mixedmap', 'write'])(
    'puts out an error for a page of a VMA with %s, and fails if it is asked for',
    (flags) => {
      const parts = { vmas: [vma(0, 8, flags)], entries: [entry(0, { kind: Kind.ptePresent }, 7)] };
      const { record, states } = run(side, parts, request(0, '.'));
      expect([record.ret, states.kinds[0]]).toEqual([0, StateKind.error]);
      expect(run(side, parts, request(0, 'r')).record.ret).toBe(EFAULT);
    },
  );

  it('resumes at the piece that it faulted, whatever the pages before it hold by now', () => {
    // An error that reads as a request: a walk from the start would fail in the gap.
    const values = { ...AMDGPU.fields.values, error: AMDGPU.fields.flags.valid };
    const format = new LegacyFormat({ ...AMDGPU.fields, values });
    const { record } = run(side, { vmas: [vma(1, 8)] }, request(0, '.r'), format);
    expect([record.ret, record.walks]).toEqual([0, 2]);
  });

  it('walks as often as it gets further', () => {
    const { record } = run(side, migrating(512), request(0, 'r'.repeat(512)));
    expect([record.ret, record.walks, record.walkEnds().length]).toEqual([0, 513, 512]);
  });

  it('walks on from page table to page table of a long range', () => {
    const { record } = run(side, swappedTables(600), request(0, 'r'.repeat(512 * 600)));
    expect([record.ret, record.walks]).toEqual([0, 601]);
  });

  it('walks once more from the same place if the page table has changed there', () => {
    const protnone = { kind: Kind.ptePresent, protnone: true } as const;
    const entries = [entry(0, protnone, 0x2000)];
    const shared = [vma(0, 8, 'read write shared')];
    const { record } = run(side, { vmas: shared, entries }, request(0, 'w'));
    expect(record.walkEnds().map(({ first }) => first)).toEqual([0, 0]);
    expect([record.ret, record.walks]).toEqual([0, 3]);
  });

  it('sees a sequence that becomes stale late', () => {
    const stale = { ...migrating(512), events: [event(400, { invalidate: true })] };
    const { record } = run(side, stale, request(0, 'r'.repeat(512)));
    expect([record.ret, record.walks, record.stoppedAt]).toEqual([EBUSY, 399, 398]);
  });

  describe('where a page fault succeeds and changes nothing', () => {
    const idle: FaultOverrule = () => true;
    const here = { vmas: [vma(0, 8)], entries: [entry(0, { kind: Kind.ptePresent }, 7)] };
    const range = request(0, '.r');
    const left = (parts: Partial<AddressSpaceImage>): readonly number[] => {
      const { record } = run(side, { ...here, ...parts }, range, AMDGPU, idle);
      return [record.ret, record.walks, record.stoppedAt];
    };

    it('is a livelock as soon as a walk repeats', () => {
      expect(left({})).toEqual([LIVELOCK, 2, 1]);
    });

    it('goes on for an event that is still to come', () => {
      expect(left({ events: [event(9, { entries: [] })] })).toEqual([LIVELOCK, 9, 1]);
      const arrives = entry(1, { kind: Kind.ptePresent }, 8);
      expect(left({ events: [event(9, { entries: [arrives] })] })).toEqual([0, 9, 2]);
      expect(left({ events: [event(9, { invalidate: true })] })).toEqual([EBUSY, 8, 1]);
    });

    it('is one after 1024 walks from one place, whatever they change elsewhere', () => {
      const runner = Runner.of([side]);
      const { space } = runner;
      let frame = 0x100;
      space.overrule = () => {
        space.store([entry(7, { kind: Kind.ptePresent }, frame++)]);
        return true;
      };
      const range = request(1, 'r');
      const scenario = { id: 'test', mm: image(here), range, format: AMDGPU };
      // The second call begins to count anew.
      for (const calls of [1, 2]) {
        runner.run(scenario);
        const record = runner.sides[0]?.record;
        expect([record?.ret, record?.walks]).toEqual([LIVELOCK, 1024]);
        expect(frame).toBe(0x100 + 1024 * calls);
      }
    });

    it('takes an entry that is stored again for no change', () => {
      const same = entry(0, { kind: Kind.ptePresent }, 7);
      expect(left({ events: [event(3, { entries: [same] })] })).toEqual([LIVELOCK, 3, 1]);
    });
  });

  it('leaves the input from the point where it stopped', () => {
    const entries = [entry(0, { kind: Kind.ptePresent }, 5), entry(1, { kind: Kind.pteHwpoison })];
    const got = run(side, { vmas: [vma(0, 8)], entries }, request(0, 'rrr'));
    expect([got.record.ret, got.record.stoppedAt]).toEqual([EFAULT, 1]);
    expect([0, 1, 2].map((index) => got.holdsRequest(index, Ask.read))).toEqual([
      false,
      true,
      true,
    ]);
  });
});

describe('a shift of exactly 32', () => {
  it('puts the pfn into the upper half', () => {
    const format = new LegacyFormat({ ...AMDGPU.fields, pfnShift: 32 });
    const entries = [entry(0, { kind: Kind.ptePresent, write: true }, 0x1234)];
    const side = run('legacy', { vmas: [vma(0, 1)], entries }, request(0, '.'), format);
    expect(side.word(0)).toBe(0x1234_0000_0003n);
    expect(side.states.at(0).pfn).toBe(0x1234n);
  });
});

function migrating(pages: number): Partial<AddressSpaceImage> {
  const kinds = Array.from({ length: pages }, (_, index) =>
    entry(index, { kind: Kind.pteMigration, write: true }, 0x2000 + index),
  );
  return { vmas: [vma(0, 512)], entries: kinds };
}

/** How many page tables, the first page of each swapped out. */
function swappedTables(tables: number): Partial<AddressSpaceImage> {
  const entries = Array.from({ length: tables }, (_, index) =>
    entry(512 * index, { kind: Kind.pteSwap }),
  );
  return { vmas: [vma(0, 512 * tables)], entries };
}

it.each<[SideName, StateKind]>([
  ['v5.7', StateKind.special],
  ['legacy', StateKind.error],
  ['modern-5.14', StateKind.error],
  ['modern-5.15', StateKind.write],
])(
  '%s takes a device’s page for what it takes special pages, but never the zero page',
  (side, of) => {
    const kinds = (pfn: number, is: Kind = Kind.pteDevmap, special = false): StateKind => {
      const attributes = is === Kind.pteDevmap ? {} : { special };
      const entries = [entry(0, { kind: is, write: true, ...attributes }, pfn)];
      return run(side, { vmas: [vma(0, 1)], entries }, request(0, '.')).states.at(0).kind;
    };
    expect(kinds(0x12345)).toBe(of);
    expect(kinds(1)).toBe(StateKind.write);
    expect([false, true].map((special) => kinds(0x12345, Kind.ptePresent, special))).toEqual([
      StateKind.write,
      side === 'v5.7' ? StateKind.special : StateKind.error,
    ]);
  },
);

it('a page that would have to drop the lock fails as such, even if memory is out, too', () => {
  const faultErrors = new Map([[page(0), 'oom']] as const);
  const lockDrops = new Map([[page(0), { result: 'retry', times: 1 }]] as const);
  const parts = { vmas: [vma(0, 1)], faultErrors };
  expect(run('modern-7.3', parts, request(0, 'r')).record.ret).toBe(ENOMEM);
  expect(run('modern-7.3', { ...parts, lockDrops }, request(0, 'r')).record.ret).toBe(EFAULT);
  expect(run('modern-6.19', parts, request(0, 'r')).record.ret).toBe(EFAULT);
});
