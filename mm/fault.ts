// SPDX-License-Identifier: GPL-2.0-or-later
import type { AddressSpace } from './address-space';
import {
  type HugetlbKind,
  highWord,
  KIND_MASK,
  Kind,
  kindOf,
  lowWord,
  type PmdKind,
  PROTNONE_BIT,
  type PteKind,
  type PudKind,
  SPECIAL_BIT,
  WRITE_BIT,
} from './entry';
import type { Vma } from './image';
import { invalidate } from './notifier';
import { NO_SLOT, type Slot } from './page-table';
import {
  type Level,
  PAGES_PER_TABLE,
  type PageNumber,
  PMD,
  PTE,
  PUD,
  pagesBetween,
  pfnAfter,
  SLOT_PAGES,
} from './units';

/**
 * One page fault (`handle_mm_fault`), by the rules of model.md, section 1; the first rule that
 * matches decides, and is counted in `space.ruleCounts`.
 *
 * @param page of `space.pages`.
 * @returns whether the fault succeeded. The call is in the trace either way.
 */
export function handleMmFault(
  space: AddressSpace,
  vma: Vma,
  page: PageNumber,
  write: boolean,
): boolean {
  const { table, pages } = space;
  space.trace.add(page, write);
  if (space.hasSay) {
    const success = decidedBefore(space, vma, page, write);
    if (success !== undefined) return success;
  }
  const { backing } = vma;
  if (backing.kind === 'hugetlb') return faultHugetlb(space, vma, backing.level, page, write);

  const atHand = table.pteAtHand(pages, page);
  if (atHand !== NO_SLOT) return faultPte(space, vma, atHand, page, write);
  const pud = table.makeSlotOf(pages, page, PUD);
  const above = kindOf<PudKind>(table.high(pud));
  if (above === Kind.pudDevmap) {
    if (write) table.write(pud, table.low(pud), table.high(pud) | WRITE_BIT);
    return decided(space, 7, true);
  }
  if (above === Kind.pudNonpresent) return decided(space, 10, false);
  above satisfies typeof Kind.none | typeof Kind.table;
  const pmd = table.makeSlotOf(pages, page, PMD);
  const kind = kindOf<PmdKind>(table.high(pmd));
  if (kind === Kind.table || kind === Kind.none) {
    return faultPte(space, vma, table.makeSlotOf(pages, page, PTE), page, write);
  }
  return faultHugePmd(space, pmd, kind, write);
}

/**
 * Tells who observes of a page fault, and looks whether it is decided before the rules on entries are. Addresses
 * are made only here, for scenarios that say something of single pages: see `RangePages`.
 *
 * @returns undefined if it is not.
 */
function decidedBefore(
  space: AddressSpace,
  vma: Vma,
  page: PageNumber,
  write: boolean,
): boolean | undefined {
  const at = space.pages.addressOf(page);
  if (space.observer !== null) space.observer.fault(at, write);
  if (space.overrule !== null) {
    const success = space.overrule(vma, at, write);
    if (success !== undefined) return success;
  }
  if (space.unlocked?.retries(at) === true) return true;
  if (space.doesNothing(at)) return decided(space, 21, true);
  if (space.failsWithLock(at)) return decided(space, 1, false);
  if (space.image.faultErrors.has(at)) return decided(space, 1, false);
  return undefined;
}

/**
 * Waits until a migrating page or huge page has arrived: the entry becomes present, same pfn and
 * write (`migration_entry_wait`, `pmd_migration_entry_wait`). A wait is no fault.
 */
export function waitForMigration(space: AddressSpace, slot: Slot): void {
  const high = space.table.high(slot);
  const arrived = kindOf(high) === Kind.pmdMigration ? Kind.pmdHuge : Kind.ptePresent;
  space.table.write(slot, space.table.low(slot), withKind(high, arrived));
}

/** Rules 2–6. */
function faultHugetlb(
  space: AddressSpace,
  vma: Vma,
  level: Level,
  page: PageNumber,
  write: boolean,
): boolean {
  const { table } = space;
  const pages = SLOT_PAGES[level];
  const slot = table.makeSlotOf(space.pages, page, level);
  const high = table.high(slot);
  switch (kindOf<HugetlbKind>(high)) {
    case Kind.none: {
      const writable = write || (vma.write && vma.shared);
      const attributes = Kind.hugetlbPresent | (writable ? WRITE_BIT : 0);
      allocateInto(space, slot, pages, attributes);
      return decided(space, 2, true);
    }
    case Kind.hugetlbMigration:
      table.write(slot, table.low(slot), withKind(high, Kind.hugetlbPresent));
      return decided(space, 3, true);
    case Kind.hugetlbHwpoison:
      return decided(space, 4, false);
    case Kind.hugetlbPresent:
      return faultPresent(space, vma, slot, pages, write, 5);
  }
}

/** Rules 8–10 of a PMD, and 19. */
function faultHugePmd(
  space: AddressSpace,
  pmd: Slot,
  kind: Exclude<PmdKind, typeof Kind.none | typeof Kind.table>,
  write: boolean,
): boolean {
  const { table } = space;
  const high = table.high(pmd);
  switch (kind) {
    case Kind.pmdHuge:
    case Kind.pmdDevmap:
      if ((high & PROTNONE_BIT) !== 0) table.write(pmd, table.low(pmd), high & ~PROTNONE_BIT);
      else if (write) table.write(pmd, table.low(pmd), high | WRITE_BIT);
      return decided(space, 8, true);
    case Kind.pmdMigration:
      table.write(pmd, table.low(pmd), withKind(high, Kind.pmdHuge));
      return decided(space, 9, true);
    case Kind.pmdDevicePrivate:
      allocateInto(space, pmd, PAGES_PER_TABLE, Kind.pmdHuge | (high & WRITE_BIT));
      invalidate(space);
      return decided(space, 19, true);
    case Kind.pmdNonpresent:
    case Kind.pmdBad:
      return decided(space, 10, false);
  }
}

/** Rules 11–18, 20, and 22–24. */
function faultPte(
  space: AddressSpace,
  vma: Vma,
  slot: Slot,
  page: PageNumber,
  write: boolean,
): boolean {
  const { table } = space;
  const high = table.high(slot);
  switch (kindOf<PteKind>(high)) {
    case Kind.none:
      faultNone(space, vma, slot, page, write);
      return decided(space, 11, true);
    case Kind.pteSwap:
      allocateInto(space, slot, 1, Kind.ptePresent | (write ? WRITE_BIT : 0));
      return decided(space, 12, true);
    case Kind.pteMigration:
      table.write(slot, table.low(slot), withKind(high, Kind.ptePresent));
      return decided(space, 13, true);
    case Kind.pteDevicePrivate:
      allocateInto(space, slot, 1, Kind.ptePresent | (high & WRITE_BIT));
      invalidate(space);
      return decided(space, 14, true);
    case Kind.pteDeviceExclusive:
      table.write(slot, table.low(slot), withKind(high, Kind.ptePresent));
      invalidate(space);
      return decided(space, 20, true);
    case Kind.pteHwpoison:
      return decided(space, 15, false);
    case Kind.pteUffdWpMarker:
      table.write(slot, 0, 0);
      return decided(space, 22, true);
    case Kind.ptePoisonMarker:
      return decided(space, 23, false);
    case Kind.pteGuardMarker:
      return decided(space, 24, false);
    case Kind.pteDevmap:
    case Kind.ptePresent:
      return faultPresent(space, vma, slot, 1, write, 16);
  }
}

/** Rule 11: a page that was never there. */
function faultNone(
  space: AddressSpace,
  vma: Vma,
  slot: Slot,
  page: PageNumber,
  write: boolean,
): void {
  const { table } = space;
  const writable = Kind.ptePresent | WRITE_BIT;
  if (vma.backing.kind === 'file' && (vma.shared || !write)) {
    const at = space.pages.addressOf(page);
    const mapped = pfnAfter(vma.backing.filePfn, pagesBetween(vma.start, at));
    const frame = space.fileFrame(at) ?? mapped;
    const attributes = write ? writable : Kind.ptePresent;
    table.write(slot, lowWord(frame), highWord(frame, attributes));
  } else if (write) {
    allocateInto(space, slot, 1, writable);
  } else {
    const zero = space.image.zeroPfn;
    table.write(slot, lowWord(zero), highWord(zero, Kind.ptePresent | SPECIAL_BIT));
  }
}

/**
 * Rules 5, 6 (hugetlb) and 16–18 (PTE) on a present entry of `pages` pages; `protnoneRule` is 5 or
 * 16, and the rule for a read-only entry comes after it.
 */
function faultPresent(
  space: AddressSpace,
  vma: Vma,
  slot: Slot,
  pages: number,
  write: boolean,
  protnoneRule: 5 | 16,
): boolean {
  const { table } = space;
  const high = table.high(slot);
  if ((high & PROTNONE_BIT) !== 0) {
    table.write(slot, table.low(slot), high & ~PROTNONE_BIT);
    return decided(space, protnoneRule, true);
  }
  if (!write || (high & WRITE_BIT) !== 0) return decided(space, 18, true);
  if (vma.shared) {
    table.write(slot, table.low(slot), high | WRITE_BIT);
  } else {
    allocateInto(space, slot, pages, ofCopy(high) | WRITE_BIT);
    invalidate(space);
  }
  return decided(space, protnoneRule + 1, true);
}

/** What an entry is when the process gets a copy of its page: no special page, nor a device's. */
function ofCopy(high: number): number {
  const copied = high & ~SPECIAL_BIT;
  return kindOf(high) === Kind.pteDevmap ? withKind(copied, Kind.ptePresent) : copied;
}

function allocateInto(space: AddressSpace, slot: Slot, pages: number, attributes: number): void {
  const frame = space.allocate(pages);
  space.table.write(slot, lowWord(frame), highWord(frame, attributes));
}

/** The entry with another kind; pfn and write stay, what only the old kind knew is cleared. */
function withKind(high: number, kind: Kind): number {
  return (high & ~KIND_MASK) | kind;
}

function decided(space: AddressSpace, rule: number, success: boolean): boolean {
  space.ruleCounts[rule] = (space.ruleCounts[rule] ?? 0) + 1;
  if (space.observer !== null) space.observer.faultDecided(rule, success);
  return success;
}
