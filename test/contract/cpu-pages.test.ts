// SPDX-License-Identifier: GPL-2.0-or-later
import { describe, expect, it } from 'vitest';
import type { AddressSpaceImage } from '../../mm/address-space';
import { Kind, kindOf } from '../../mm/entry';
import type { Backing } from '../../mm/image';
import { PAGE_SIZE, PMD, PMD_SIZE, PUD, PUD_SIZE } from '../../mm/units';
import { CpuAccess, CpuPages } from '../../oracle/contract/cpu-pages';
import { entry, loaded, page, vma } from '../support/build';

const { nothing, read, write } = CpuAccess;
const OWNER = 7;
const PMD_PAGES = PMD_SIZE / PAGE_SIZE;
const PUD_PAGES = PUD_SIZE / PAGE_SIZE;
const PGD_PAGES = 512 * PUD_PAGES;
const HUGE: Backing = { kind: 'hugetlb', level: PMD, size: PMD_SIZE };

interface Taken {
  readonly kinds: readonly number[];
  readonly pfns: readonly number[];
  readonly access: readonly number[];
}

/** What stands for each page from `first` on. */
function taken(
  mm: Partial<AddressSpaceImage>,
  first: number,
  pages: number,
  { owner = 0, mixedMapsWalked = false, cpu = new CpuPages() } = {},
): Taken {
  const range = { start: page(first), end: page(first + pages), owner };
  cpu.take(loaded(mm), range, mixedMapsWalked);
  return {
    kinds: [...cpu.highs.slice(0, pages)].map((high) => kindOf(high)),
    pfns: [...cpu.pfns.slice(0, pages)],
    access: [...cpu.access.slice(0, pages)],
  };
}

/** The access to one entry of page 0. */
function accessTo(parts: Parameters<typeof entry>[1], frame = 0x20, owner = 0): number | undefined {
  return taken({ vmas: [vma(0, 1)], entries: [entry(0, parts, frame)] }, 0, 1, { owner }).access[0];
}

describe('the CPU may', () => {
  it.each([
    ['read a page that is present', { kind: Kind.ptePresent }, read],
    ['write one that is writable', { kind: Kind.ptePresent, write: true }, write],
    [
      'do nothing with one that gives a NUMA hint',
      { kind: Kind.ptePresent, protnone: true },
      nothing,
    ],
    ['do nothing with a special one', { kind: Kind.ptePresent, special: true }, nothing],
    ['do nothing with one that is swapped out', { kind: Kind.pteSwap, write: true }, nothing],
    ['do nothing with one that migrates', { kind: Kind.pteMigration, write: true }, nothing],
    ['do nothing where nothing is', { kind: Kind.none }, nothing],
  ])('%s', (_, parts, access) => {
    expect(accessTo(parts)).toBe(access);
  });

  it('read the zero page, although its mapping is special', () => {
    expect(accessTo({ kind: Kind.ptePresent, special: true }, 1)).toBe(read);
    expect(accessTo({ kind: Kind.ptePresent, special: true }, 0)).toBe(nothing);
  });

  it('use a device-private page as its owner only', () => {
    const own = { kind: Kind.pteDevicePrivate, write: true, owner: OWNER };
    expect([OWNER, OWNER + 1, 0].map((owner) => accessTo(own, 0x20, owner))).toEqual([
      write,
      nothing,
      nothing,
    ]);
  });
});

describe('each page has what decides about it', () => {
  it('in a table: its own entry', () => {
    const entries = [entry(0, { kind: Kind.ptePresent }, 0x20), entry(2, { kind: Kind.pteSwap })];
    expect(taken({ vmas: [vma(0, 3)], entries }, 0, 3)).toEqual({
      kinds: [Kind.ptePresent, Kind.none, Kind.pteSwap],
      pfns: [0x20, 0, 0],
      access: [read, nothing, nothing],
    });
  });

  it('in a huge page: the frame counted from the start of its slot', () => {
    const entries = [entry(0, { kind: Kind.pmdHuge, write: true }, 0x400, PMD)];
    expect(taken({ vmas: [vma(0, PMD_PAGES)], entries }, 5, 2)).toEqual({
      kinds: [Kind.pmdHuge, Kind.pmdHuge],
      pfns: [0x405, 0x406],
      access: [write, write],
    });
  });

  it('in a PUD mapping, likewise', () => {
    const entries = [entry(0, { kind: Kind.pudDevmap }, 0x40000, PUD)];
    expect(taken({ vmas: [vma(0, PUD_PAGES)], entries }, PMD_PAGES + 3, 1)).toEqual({
      kinds: [Kind.pudDevmap],
      pfns: [0x40000 + PMD_PAGES + 3],
      access: [read],
    });
  });

  it('around a table and a huge page: up to where each slot ends', () => {
    const entries = [
      entry(PMD_PAGES - 1, { kind: Kind.ptePresent }, 0x20),
      entry(PMD_PAGES, { kind: Kind.pmdHuge }, 0x400, PMD),
    ];
    const found = taken({ vmas: [vma(0, 3 * PMD_PAGES)], entries }, PMD_PAGES - 1, PMD_PAGES + 2);
    expect([found.kinds[0], found.kinds[1], found.kinds[PMD_PAGES]]).toEqual([
      Kind.ptePresent,
      Kind.pmdHuge,
      Kind.pmdHuge,
    ]);
    expect(found.kinds[PMD_PAGES + 1]).toBe(Kind.hole);
    expect(found.pfns.slice(0, 3)).toEqual([0x20, 0x400, 0x401]);
    expect(found.access.slice(PMD_PAGES - 1)).toEqual([read, read, nothing]);
  });

  it('where tables are missing: a hole, at each level, and what follows it', () => {
    const entries = [entry(PGD_PAGES, { kind: Kind.ptePresent }, 0x20)];
    const all = { vmas: [vma(0, PGD_PAGES + PUD_PAGES + 1)], entries };
    expect(taken(all, PGD_PAGES - 1, 3).kinds).toEqual([Kind.hole, Kind.ptePresent, Kind.none]);
    expect(taken(all, PGD_PAGES + PMD_PAGES - 1, 2).kinds).toEqual([Kind.none, Kind.hole]);
    expect(taken(all, PGD_PAGES + PUD_PAGES - 1, 2).kinds).toEqual([Kind.hole, Kind.hole]);
    const below = { ...all, entries: [entry(PUD_PAGES, { kind: Kind.ptePresent }, 0x20)] };
    expect(taken(below, PUD_PAGES - 1, 2).kinds).toEqual([Kind.hole, Kind.ptePresent]);
  });

  it('between VMAs: a gap, to the end of the range', () => {
    const entries = [entry(1, { kind: Kind.ptePresent }, 0x21), entry(3, { kind: Kind.pteSwap })];
    const found = taken({ vmas: [vma(1, 2), vma(3, 4)], entries }, 0, 5);
    expect(found.kinds).toEqual([Kind.gap, Kind.ptePresent, Kind.gap, Kind.pteSwap, Kind.gap]);
    expect(found.access).toEqual([nothing, read, nothing, nothing, nothing]);
  });

  it('in a VMA that no range fault maps: that', () => {
    const entries = [entry(0, { kind: Kind.ptePresent }, 0x20)];
    const kindIn = (flags: string, mixedMapsWalked = false): number | undefined =>
      taken({ vmas: [vma(0, 1, flags)], entries }, 0, 1, { mixedMapsWalked }).kinds[0];
    expect(['read io', 'read pfnmap', 'write', ''].map((flags) => kindIn(flags))).toEqual(
      Array(4).fill(Kind.skippedVma),
    );
    expect(kindIn('read mixedmap')).toBe(Kind.skippedVma);
    expect(kindIn('read mixedmap', true)).toBe(Kind.ptePresent);
    expect(kindIn('write mixedmap', true)).toBe(Kind.skippedVma);
  });

  it('in a hugetlb VMA: its slot, empty or not, or no table', () => {
    const vmas = [vma(0, 3 * PMD_PAGES, 'read write', HUGE)];
    const entries = [
      entry(0, { kind: Kind.hugetlbPresent }, 0x400, PMD),
      entry(2 * PMD_PAGES, { kind: Kind.hugetlbMigration }, 0x800, PMD),
    ];
    expect(taken({ vmas, entries }, PMD_PAGES - 1, 2)).toEqual({
      kinds: [Kind.hugetlbPresent, Kind.hugetlbNone],
      pfns: [0x400 + PMD_PAGES - 1, 0],
      access: [read, nothing],
    });
    expect(taken({ vmas, entries }, 2 * PMD_PAGES, 1).kinds).toEqual([Kind.hugetlbMigration]);
    expect(taken({ vmas, entries: [] }, 0, 1).kinds).toEqual([Kind.hole]);
  });
});

describe('pages that are taken anew', () => {
  it.each([64, 65])('are all there, if they are %i', (pages) => {
    const last = entry(pages - 1, { kind: Kind.ptePresent, write: true }, 0x77);
    const { kinds, pfns, access } = taken({ vmas: [vma(0, pages)], entries: [last] }, 0, pages);
    expect([kinds, pfns, access].map((all) => all[pages - 1])).toEqual([
      Kind.ptePresent,
      0x77,
      write,
    ]);
  });

  it('hold nothing of what was taken before, and as many as the range has', () => {
    const cpu = new CpuPages();
    const entries = Array.from({ length: 100 }, (_, at) =>
      entry(at, { kind: Kind.ptePresent, write: true }, 0x100 + at),
    );
    const many = taken({ vmas: [vma(0, 100)], entries }, 0, 100, { cpu });
    expect(many.pfns).toEqual(Array.from({ length: 100 }, (_, at) => 0x100 + at));
    expect(many.access).toEqual(Array(100).fill(write));
    expect(taken({ vmas: [vma(0, 1)] }, 0, 2, { cpu })).toMatchObject({
      kinds: [Kind.hole, Kind.gap],
      access: [nothing, nothing],
    });
  });

  it('know the zero page of their address space', () => {
    const cpu = new CpuPages();
    const entries = [
      entry(0, { kind: Kind.ptePresent }, 1),
      entry(1, { kind: Kind.ptePresent }, 2),
    ];
    taken({ vmas: [vma(0, 2)], entries }, 0, 2, { cpu });
    expect([cpu.isZeroPage(0), cpu.isZeroPage(1)]).toEqual([true, false]);
  });
});
