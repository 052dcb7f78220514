// SPDX-License-Identifier: GPL-2.0-or-later
import { describe, expect, it } from 'vitest';
import type { AddressSpace, SlotImage } from '../../mm/address-space';
import { type EntryAttributes, Kind, ownerOf, pfnOf } from '../../mm/entry';
import { handleMmFault, waitForMigration } from '../../mm/fault';
import type { Backing, Vma } from '../../mm/image';
import {
  address,
  type Level,
  PAGE_SIZE,
  PGD,
  PMD,
  PMD_SIZE,
  PTE,
  PUD,
  PUD_SIZE,
  pfn,
} from '../../mm/units';
import { entry, loaded, page, vma } from '../support/build';

const PRIVATE = vma(0, 0x40000);
const SHARED = vma(0, 0x40000, 'read write shared');
const HUGETLB: Backing = { kind: 'hugetlb', level: PMD, size: PMD_SIZE };
const GIGANTIC: Backing = { kind: 'hugetlb', level: PUD, size: PUD_SIZE };
const FILE: Backing = { kind: 'file', filePfn: pfn(0x4000) };

interface After {
  readonly rule: number;
  readonly success: boolean;
  readonly kind: number;
  readonly pfn: number;
  readonly write: boolean;
  readonly protnone: boolean;
  readonly special: boolean;
  readonly stale: boolean;
  /** How many frames were taken. */
  readonly taken: number;
}

/** Faults page 3 of an address space and tells what became of the slot. */
function fault(
  mapping: Vma,
  entries: readonly SlotImage[],
  write: boolean,
  level: Level = PTE,
): After {
  const space = loaded({ vmas: [mapping], entries });
  const success = handleMmFault(space, mapping, 3, write);
  return after(space, success, level);
}

function after(space: AddressSpace, success: boolean, level: Level): After {
  const slot = space.table.slot(page(3), level);
  const high = space.table.high(slot);
  return {
    rule: space.ruleCounts.findIndex((count) => count > 0),
    success,
    kind: high & 0x1f,
    pfn: pfnOf(space.table.low(slot), high),
    write: (high & 0x20) !== 0,
    protnone: (high & 0x40) !== 0,
    special: (high & 0x80) !== 0,
    stale: space.stale,
    taken: space.nextPfn - space.image.nextPfn,
  };
}

const pte = (attributes: EntryAttributes, frame = 0x2003): SlotImage => entry(3, attributes, frame);
const pmd = (attributes: EntryAttributes, frame = 0x2000): SlotImage =>
  entry(0, attributes, frame, PMD);

const PRESENT = { success: true, kind: Kind.ptePresent, protnone: false, special: false };
const QUIET = { stale: false };

describe('rule 1: a page in faultErrors fails and nothing changes', () => {
  it('notes the call in the trace', () => {
    const space = loaded({ vmas: [PRIVATE], faultErrors: new Map([[page(3), 'oom']]) });
    expect(handleMmFault(space, PRIVATE, 3, true)).toBe(false);
    expect(space.trace.list()).toEqual([{ at: page(3), pages: 1, write: true }]);
    expect(space.table.mark()).toBe(0);
    expect([...space.ruleCounts]).toEqual([0, 1, ...Array(23).fill(0)]);
  });
});

describe('a page without page tables', () => {
  it.each([
    ['none', []],
    ['a PUD table', [entry(0, { kind: Kind.table }, 0, PGD)]],
    ['a PMD table', [entry(0, { kind: Kind.table }, 0, PUD)]],
    ['a PTE table', [entry(0, { kind: Kind.table }, 0, PMD)]],
  ])('gets its own where there is %s, and takes no other page’s', (_, tables) => {
    const low = { ...entry(3, { kind: Kind.pteSwap }), at: address(3 * PAGE_SIZE) };
    const space = loaded({ vmas: [PRIVATE], entries: [low, ...tables] });
    expect(handleMmFault(space, PRIVATE, 3, true)).toBe(true);
    const kinds = [low.at, page(3)].map((at) => space.table.kind(space.table.slot(at, PTE)));
    expect(kinds).toEqual([Kind.pteSwap, Kind.ptePresent]);
    expect(space.ruleCounts[11]).toBe(1);
  });
});

it('10: fails over a PUD that is neither none nor present, and changes nothing', () => {
  const nonpresent = entry(0, { kind: Kind.pudNonpresent }, 0, PUD);
  for (const write of [true, false]) {
    const space = loaded({ vmas: [PRIVATE], entries: [nonpresent] });
    const before = space.table.mark();
    expect(handleMmFault(space, PRIVATE, 3, write)).toBe(false);
    expect([...space.ruleCounts]).toEqual([...Array(10).fill(0), 1, ...Array(14).fill(0)]);
    expect(space.table.mark()).toBe(before);
  }
});

describe('who overrules the rules', () => {
  it.each([true, false])('decides %s before they do, and nothing is counted', (success) => {
    const space = loaded({ vmas: [PRIVATE] });
    space.overrule = (mapping, at, write) =>
      mapping === PRIVATE && at === page(3) && write ? success : undefined;
    expect(handleMmFault(space, PRIVATE, 3, true)).toBe(success);
    expect([space.table.mark(), Math.max(...space.ruleCounts)]).toEqual([0, 0]);
    expect(handleMmFault(space, PRIVATE, 3, false)).toBe(true);
    expect(handleMmFault(space, PRIVATE, 3, false)).toBe(true);
    expect(handleMmFault(space, PRIVATE, 3, false)).toBe(true);
    expect([space.ruleCounts[11], space.ruleCounts[18], space.trace.calls]).toEqual([1, 2, 4]);
  });
});

describe('hugetlb, rules 2–6', () => {
  const private2m = vma(0, 512, 'read write', HUGETLB);
  const shared2m = vma(0, 512, 'read write shared', HUGETLB);
  const readOnlyShared2m = vma(0, 512, 'read shared', HUGETLB);
  const present = { success: true, kind: Kind.hugetlbPresent, protnone: false };

  it.each<[string, Vma, boolean, boolean]>([
    ['a write fault: writable', private2m, true, true],
    ['a read fault in a private VMA: read-only', private2m, false, false],
    ['a read fault in a shared writable VMA: writable', shared2m, false, true],
    ['a read fault in a shared read-only VMA: read-only', readOnlyShared2m, false, false],
  ])('2: none, %s', (_, mapping, write, writable) => {
    const got = fault(mapping, [], write, PMD);
    expect(got).toMatchObject({ ...present, ...QUIET, rule: 2, pfn: 0x10_0000, write: writable });
  });

  it('2: allocates a whole aligned 1 GiB page', () => {
    const mapping = vma(0, 0x40000, 'read write', GIGANTIC);
    const space = loaded({ vmas: [mapping], nextPfn: pfn(0x10_0001) });
    handleMmFault(space, mapping, 3, false);
    expect(after(space, true, PUD)).toMatchObject({ pfn: 0x14_0000, write: false });
    expect(space.nextPfn).toBe(0x18_0000);
  });

  it('3: migration arrives, same pfn and write', () => {
    const got = fault(private2m, [pmd({ kind: Kind.hugetlbMigration, write: true })], false, PMD);
    expect(got).toMatchObject({ ...present, rule: 3, pfn: 0x2000, write: true });
  });

  it('4: hwpoison fails', () => {
    const got = fault(private2m, [pmd({ kind: Kind.hugetlbHwpoison })], false, PMD);
    expect(got).toMatchObject({ success: false, rule: 4, kind: Kind.hugetlbHwpoison });
  });

  it('5: protnone is cleared, and a write fault does no more', () => {
    const got = fault(private2m, [pmd({ kind: Kind.hugetlbPresent, protnone: true })], true, PMD);
    expect(got).toMatchObject({ ...present, ...QUIET, rule: 5, pfn: 0x2000, write: false });
  });

  it('6: a private read-only page is copied, and invalidates', () => {
    const got = fault(private2m, [pmd({ kind: Kind.hugetlbPresent })], true, PMD);
    expect(got).toMatchObject({ ...present, rule: 6, pfn: 0x10_0000, write: true, stale: true });
  });

  it('6: a shared read-only page becomes writable', () => {
    const got = fault(shared2m, [pmd({ kind: Kind.hugetlbPresent })], true, PMD);
    expect(got).toMatchObject({ ...present, ...QUIET, rule: 6, pfn: 0x2000, write: true });
  });
});

describe('huge mappings, rules 7–10', () => {
  it.each([
    [true, true],
    [false, false],
  ])('7: a PUD devmap, write fault %s', (write, writable) => {
    const pud = entry(0, { kind: Kind.pudDevmap }, 0x4_0000, PUD);
    const got = fault(PRIVATE, [pud], write, PUD);
    expect(got).toMatchObject({ ...QUIET, success: true, rule: 7, pfn: 0x4_0000, write: writable });
  });

  it('8: protnone is cleared, and a write fault does no more', () => {
    const got = fault(PRIVATE, [pmd({ kind: Kind.pmdHuge, protnone: true })], true, PMD);
    expect(got).toMatchObject({
      success: true,
      rule: 8,
      kind: Kind.pmdHuge,
      protnone: false,
      write: false,
    });
  });

  it.each([Kind.pmdHuge, Kind.pmdDevmap])('8: a write fault sets write on kind %i', (kind) => {
    expect(fault(PRIVATE, [pmd({ kind })], true, PMD)).toMatchObject({
      rule: 8,
      kind,
      write: true,
    });
    expect(fault(PRIVATE, [pmd({ kind })], false, PMD)).toMatchObject({ rule: 8, write: false });
  });

  it('9: a migrating huge page arrives, same pfn and write', () => {
    const got = fault(PRIVATE, [pmd({ kind: Kind.pmdMigration, write: true })], false, PMD);
    expect(got).toMatchObject({
      ...QUIET,
      success: true,
      rule: 9,
      kind: Kind.pmdHuge,
      pfn: 0x2000,
      write: true,
    });
  });

  it.each([Kind.pmdNonpresent, Kind.pmdBad])('10: kind %i fails', (kind) => {
    expect(fault(PRIVATE, [pmd({ kind })], true, PMD)).toMatchObject({ success: false, rule: 10 });
  });
});

describe('PTEs, rules 11–18', () => {
  it('11: an anonymous read maps the zero page, special and read-only', () => {
    const got = fault(PRIVATE, [], false);
    expect(got).toMatchObject({ ...PRESENT, rule: 11, pfn: 1, write: false, special: true });
  });

  it('11: an anonymous write allocates a page', () => {
    const got = fault(PRIVATE, [], true);
    expect(got).toMatchObject({ ...PRESENT, ...QUIET, rule: 11, pfn: 0x10_0000, write: true });
  });

  it.each<[string, Vma, boolean, number, boolean]>([
    ['read', vma(1, 512, 'read write', FILE), false, 0x4002, false],
    ['shared write', vma(1, 512, 'read write shared', FILE), true, 0x4002, true],
    ['private write', vma(1, 512, 'read write', FILE), true, 0x10_0000, true],
  ])('11: a file page, %s', (_, mapping, write, frame, writable) => {
    const got = fault(mapping, [], write);
    expect(got).toMatchObject({ ...PRESENT, rule: 11, pfn: frame, write: writable });
  });

  it.each([true, false])('12: swap is read back, write fault %s', (write) => {
    const got = fault(PRIVATE, [pte({ kind: Kind.pteSwap }, 0)], write);
    expect(got).toMatchObject({ ...PRESENT, ...QUIET, rule: 12, pfn: 0x10_0000, write });
  });

  it('13: a migrating page arrives, same pfn and write', () => {
    const got = fault(PRIVATE, [pte({ kind: Kind.pteMigration, write: true })], false);
    expect(got).toMatchObject({ ...PRESENT, rule: 13, pfn: 0x2003, write: true });
  });

  it.each([true, false])('14: a device-private page comes back, write %s as it was', (write) => {
    const got = fault(PRIVATE, [pte({ kind: Kind.pteDevicePrivate, write, owner: 9 })], !write);
    expect(got).toMatchObject({
      ...PRESENT,
      rule: 14,
      pfn: 0x10_0000,
      taken: 1,
      write,
      stale: true,
    });
  });

  it('14: nothing of the owner is left', () => {
    const space = loaded({
      vmas: [PRIVATE],
      entries: [pte({ kind: Kind.pteDevicePrivate, owner: 9 })],
    });
    handleMmFault(space, PRIVATE, 3, false);
    expect(ownerOf(space.table.high(space.table.slot(page(3), PTE)))).toBe(0);
  });

  it('15: hwpoison fails', () => {
    const got = fault(PRIVATE, [pte({ kind: Kind.pteHwpoison })], true);
    expect(got).toMatchObject({ success: false, rule: 15, kind: Kind.pteHwpoison });
  });

  it('16: protnone is cleared, and a write fault does no more', () => {
    const got = fault(PRIVATE, [pte({ kind: Kind.ptePresent, protnone: true })], true);
    expect(got).toMatchObject({ ...PRESENT, ...QUIET, rule: 16, pfn: 0x2003, write: false });
  });

  it('17: a private read-only page is copied; special is cleared, and it invalidates', () => {
    const got = fault(PRIVATE, [pte({ kind: Kind.ptePresent, special: true })], true);
    expect(got).toMatchObject({
      ...PRESENT,
      rule: 17,
      pfn: 0x10_0000,
      taken: 1,
      write: true,
      stale: true,
    });
  });

  it('17: a shared read-only page becomes writable, and stays special', () => {
    const got = fault(SHARED, [pte({ kind: Kind.ptePresent, special: true })], true);
    expect(got).toMatchObject({ rule: 17, pfn: 0x2003, write: true, special: true, stale: false });
  });

  it.each([
    [true, true],
    [false, false],
  ])('18: nothing is to do for a page with write %s in a fault with write %s', (has, write) => {
    const got = fault(PRIVATE, [pte({ kind: Kind.ptePresent, write: has })], write);
    expect(got).toMatchObject({ ...PRESENT, ...QUIET, rule: 18, pfn: 0x2003, write: has });
  });
});

describe('waiting for a migration', () => {
  it.each([
    [PTE, Kind.pteMigration, Kind.ptePresent],
    [PMD, Kind.pmdMigration, Kind.pmdHuge],
  ])('at level %i turns kind %i into %i, and is no fault', (level, kind, arrived) => {
    const space = loaded({
      vmas: [PRIVATE],
      entries: [entry(0, { kind, write: true }, 512, level)],
    });
    const slot = space.table.slot(page(0), level);
    waitForMigration(space, slot);
    expect(space.table.kind(slot)).toBe(arrived);
    expect(space.table.high(slot) & 0x20).toBe(0x20);
    expect(space.trace.rows).toBe(0);
  });
});

describe('entries of later documents', () => {
  it.each([true, false])('rule 19: a device-private huge page migrates back, write %s', (write) => {
    const entries = [pmd({ kind: Kind.pmdDevicePrivate, write, owner: 2 })];
    expect(fault(PRIVATE, entries, true, PMD)).toMatchObject({
      ...{ rule: 19, success: true, kind: Kind.pmdHuge, write, stale: true, taken: 512 },
    });
  });

  it.each([true, false])('rule 20: a device gives a page back, write %s', (write) => {
    const entries = [pte({ kind: Kind.pteDeviceExclusive, write })];
    expect(fault(PRIVATE, entries, true)).toMatchObject({
      ...{ rule: 20, success: true, kind: Kind.ptePresent, write, stale: true, taken: 0 },
      pfn: 0x2003,
    });
  });

  it('rule 22: a write-protection marker is cleared, and the page is not there yet', () => {
    for (const write of [true, false]) {
      const space = loaded({ vmas: [PRIVATE], entries: [pte({ kind: Kind.pteUffdWpMarker }, 0)] });
      expect(after(space, handleMmFault(space, PRIVATE, 3, write), PTE)).toMatchObject({
        ...{ rule: 22, success: true, kind: Kind.none, pfn: 0, taken: 0, stale: false },
      });
      expect(space.table.low(space.table.slot(page(3), PTE))).toBe(0);
    }
  });

  it.each([
    [23, 'poison', Kind.ptePoisonMarker],
    [24, 'guard', Kind.pteGuardMarker],
  ])('rule %i: a %s marker fails, and stays', (rule, _, kind) => {
    const got = fault(PRIVATE, [pte({ kind }, 0)], true);
    expect(got).toMatchObject({ rule, success: false, kind, taken: 0, stale: false });
  });

  const devmap = (write: boolean) => [pte({ kind: Kind.pteDevmap, write })];

  it.each([
    [true, true],
    [true, false],
    [false, false],
  ])(
    'rule 18: nothing is to do for a devmap page with write %s in a fault with write %s',
    (has, write) => {
      expect(fault(PRIVATE, devmap(has), write)).toMatchObject({
        ...{ rule: 18, success: true, kind: Kind.pteDevmap, pfn: 0x2003, write: has, taken: 0 },
      });
    },
  );

  it('rule 17: a shared devmap page becomes writable, and a private one is copied', () => {
    expect(fault(SHARED, devmap(false), true)).toMatchObject({
      ...{ rule: 17, success: true, kind: Kind.pteDevmap, pfn: 0x2003, write: true, taken: 0 },
    });
    expect(fault(PRIVATE, devmap(false), true)).toMatchObject({
      ...{ rule: 17, success: true, kind: Kind.ptePresent, pfn: 0x10_0000, write: true, taken: 1 },
    });
  });
});

describe('page faults that do nothing, and those that drop the mmap lock', () => {
  it('rule 21: come back without having done anything, as often as the image says', () => {
    const space = loaded({ vmas: [PRIVATE], noProgress: new Map([[page(3), 1]]) });
    expect(after(space, handleMmFault(space, PRIVATE, 3, true), PTE)).toMatchObject({
      ...{ success: true, kind: Kind.none, taken: 0 },
    });
    expect(space.ruleCounts[21]).toBe(1);
    expect(handleMmFault(space, PRIVATE, 3, true)).toBe(true);
    expect([space.ruleCounts[21], space.ruleCounts[11]]).toEqual([1, 1]);
  });

  it('rule 1: fail in a call that keeps the lock', () => {
    const lockDrops = new Map([[page(3), { times: 1, result: 'retry' as const }]]);
    const space = loaded({ vmas: [PRIVATE], lockDrops });
    expect(handleMmFault(space, PRIVATE, 3, true)).toBe(false);
    expect([...space.ruleCounts]).toEqual([0, 1, ...Array(23).fill(0)]);
    expect(handleMmFault(space, PRIVATE, 4, true)).toBe(true);
  });
});
