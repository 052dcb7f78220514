// SPDX-License-Identifier: GPL-2.0-or-later
import type { AddressSpace } from './address-space';
import { Kind, kindOf, type PudKind } from './entry';
import { EINVAL, SKIP_VMA, type WalkCode } from './errno';
import { findVma, type Vma } from './image';
import { NO_SLOT, type Slot } from './page-table';
import {
  type Address,
  type Level,
  type PageNumber,
  PGD_PAGES,
  PMD_PAGES,
  PUD_PAGES,
  SLOT_PAGES,
} from './units';
import type { WalkOperations } from './walk-operations';

export type { WalkOperations } from './walk-operations';

/**
 * Goes through the pages `[first, stop)` of the range from low to high addresses (`walk_page_range`; model.md,
 * "Page walk").
 *
 * @param gapIsOneHole whether what lies between two VMAs is one hole (6.0 on), or one a table.
 * @returns the first callback's code that is not 0, or 0 at the end; `-EINVAL` where no page is left.
 */
export function walkPageRange(
  space: AddressSpace,
  first: PageNumber,
  stop: PageNumber,
  operations: WalkOperations,
  gapIsOneHole = false,
): WalkCode {
  const { observer, pages } = space;
  const called = observer === null ? operations : observer.walk(first, stop, operations);
  if (first >= stop) return EINVAL;
  const vmas = space.image.vmas;
  let index = findVma(vmas, pages.addressOf(first));
  let page = first;
  while (page < stop) {
    const vma = vmas[index];
    const vmaFirst = vma === undefined ? stop : pages.pageAt(vma.start, stop);
    let next: PageNumber;
    let code: WalkCode;
    if (vma === undefined || page < vmaFirst) {
      next = vmaFirst;
      code = gapIsOneHole ? called.hole(null, page, next) : walkGap(space, page, next, called);
    } else {
      next = pages.pageAt(vma.end, stop);
      index++;
      code = walkVma(space, vma, page, next, called);
    }
    if (code !== 0) return code;
    page = next;
  }
  return 0;
}

/** Without a VMA the walk descends only to the PUD, whatever that holds. */
function walkGap(
  { table, pages }: AddressSpace,
  first: PageNumber,
  stop: PageNumber,
  operations: WalkOperations,
): WalkCode {
  let page = first;
  while (page < stop) {
    const reached = table.isTable(pages.pgdSlot(page));
    const next = pages.slotEnd(page, reached ? PUD_PAGES : PGD_PAGES, stop);
    const code = operations.hole(null, page, next);
    if (code !== 0) return code;
    page = next;
  }
  return 0;
}

function walkVma(
  space: AddressSpace,
  vma: Vma,
  first: PageNumber,
  stop: PageNumber,
  operations: WalkOperations,
): WalkCode {
  const test = operations.testWalk(vma, first, stop);
  if (test === SKIP_VMA) return 0;
  if (test !== 0) return test;
  const { backing } = vma;
  return backing.kind === 'hugetlb'
    ? walkHugetlb(space, vma, backing.level, first, stop, operations)
    : walkTables(space, vma, first, stop, operations);
}

function walkHugetlb(
  { table, pages }: AddressSpace,
  vma: Vma,
  level: Level,
  first: PageNumber,
  stop: PageNumber,
  operations: WalkOperations,
): WalkCode {
  let page = first;
  while (page < stop) {
    const next = pages.slotEnd(page, SLOT_PAGES[level], stop);
    const slot = table.slotOf(pages, page, level);
    const code =
      slot === NO_SLOT
        ? operations.hole(vma, page, next)
        : operations.hugetlbEntry(vma, slot, page, next);
    if (code !== 0) return code;
    page = next;
  }
  return 0;
}

/** PGD → PUD → PMD; each missing entry is one hole, up to the end of its slot. */
function walkTables(
  space: AddressSpace,
  vma: Vma,
  first: PageNumber,
  stop: PageNumber,
  operations: WalkOperations,
): WalkCode {
  const { table, pages } = space;
  let page = first;
  while (page < stop) {
    const pgd = pages.pgdSlot(page);
    let next: PageNumber;
    let code: WalkCode;
    if (!table.isTable(pgd)) {
      next = pages.slotEnd(page, PGD_PAGES, stop);
      code = operations.hole(vma, page, next);
    } else {
      const pud = table.slotBelow(pgd, pages.pudIndex(page));
      next = pages.slotEnd(page, PUD_PAGES, stop);
      code = walkPud(space, vma, pud, page, next, operations);
    }
    if (code !== 0) return code;
    page = next;
  }
  return 0;
}

/**
 * A walk has come to a PUD that is neither none nor present. Some releases follow it as if it were a table,
 * later ones read it again without end: neither is a result.
 */
export class NoModelWalksError extends RangeError {
  constructor(at: Address) {
    super(
      `"entry" expected a PUD that a model walks over, got a nonpresent one at 0x${at.toString(16)}`,
    );
    this.name = 'NoModelWalksError';
  }
}

/** One PUD slot, and the PMD slots below it. */
function walkPud(
  { table, pages }: AddressSpace,
  vma: Vma,
  pud: Slot,
  first: PageNumber,
  stop: PageNumber,
  operations: WalkOperations,
): WalkCode {
  const kind = kindOf<PudKind>(table.high(pud));
  if (kind === Kind.none) return operations.hole(vma, first, stop);
  if (kind !== Kind.table) {
    if (kind === Kind.pudNonpresent) throw new NoModelWalksError(pages.addressOf(first));
    kind satisfies typeof Kind.pudDevmap;
    return operations.pudEntry(vma, pud, first, stop);
  }
  let page = first;
  while (page < stop) {
    const next = pages.slotEnd(page, PMD_PAGES, stop);
    const pmd = table.slotBelow(pud, pages.pmdIndex(page));
    const code =
      table.kind(pmd) === Kind.none
        ? operations.hole(vma, page, next)
        : operations.pmdEntry(vma, pmd, page, next);
    if (code !== 0) return code;
    page = next;
  }
  return 0;
}
