// SPDX-License-Identifier: GPL-2.0-or-later
import type { AddressSpace } from './address-space';
import { Kind, kindOf, type PudKind } from './entry';
import { EINVAL, SKIP_VMA, type WalkCode } from './errno';
import { NO_SLOT, type Slot } from './page-table';
import { type Address, type Level, PGD, PGD_SIZE, PMD_SIZE, PUD_SIZE, slotEnd } from './units';
import { findVma, type Vma } from './vma';
import type { WalkOperations } from './walk-operations';

export type { WalkOperations } from './walk-operations';

/**
 * Goes through `[start, end)` from low to high addresses (`walk_page_range`; model.md, "Page walk").
 *
 * @param gapIsOneHole whether what lies between two VMAs is one hole (6.0 on), or one a table.
 * @returns the first callback's code that is not 0, or 0 at the end; `-EINVAL` for start ≥ end.
 */
export function walkPageRange(
  space: AddressSpace,
  start: Address,
  end: Address,
  operations: WalkOperations,
  gapIsOneHole = false,
): WalkCode {
  const { observer } = space;
  const called = observer === null ? operations : observer.walk(start, end, operations);
  if (start >= end) return EINVAL;
  const vmas = space.image.vmas;
  let index = findVma(vmas, start);
  let at = start;
  while (at < end) {
    const vma = vmas[index];
    let next: Address;
    let code: WalkCode;
    if (vma === undefined || at < vma.start) {
      next = vma === undefined || vma.start > end ? end : vma.start;
      code = gapIsOneHole ? called.hole(null, at, next) : walkGap(space, at, next, called);
    } else {
      next = vma.end < end ? vma.end : end;
      index++;
      code = walkVma(space, vma, at, next, called);
    }
    if (code !== 0) return code;
    at = next;
  }
  return 0;
}

/** Without a VMA the walk descends only to the PUD, whatever that holds. */
function walkGap(
  space: AddressSpace,
  start: Address,
  end: Address,
  operations: WalkOperations,
): WalkCode {
  let at = start;
  while (at < end) {
    const reached = space.table.isTable(space.table.slot(at, PGD));
    const next = slotEnd(at, reached ? PUD_SIZE : PGD_SIZE, end);
    const code = operations.hole(null, at, next);
    if (code !== 0) return code;
    at = next;
  }
  return 0;
}

function walkVma(
  space: AddressSpace,
  vma: Vma,
  start: Address,
  end: Address,
  operations: WalkOperations,
): WalkCode {
  const test = operations.testWalk(vma, start, end);
  if (test === SKIP_VMA) return 0;
  if (test !== 0) return test;
  const { backing } = vma;
  return backing.kind === 'hugetlb'
    ? walkHugetlb(space, vma, backing.level, backing.size, start, end, operations)
    : walkTables(space, vma, start, end, operations);
}

function walkHugetlb(
  space: AddressSpace,
  vma: Vma,
  level: Level,
  size: number,
  start: Address,
  end: Address,
  operations: WalkOperations,
): WalkCode {
  let at = start;
  while (at < end) {
    const next = slotEnd(at, size, end);
    const slot = space.table.slot(at, level);
    const code =
      slot === NO_SLOT
        ? operations.hole(vma, at, next)
        : operations.hugetlbEntry(vma, slot, at, next);
    if (code !== 0) return code;
    at = next;
  }
  return 0;
}

/** PGD → PUD → PMD; each missing entry is one hole, up to the end of its slot. */
function walkTables(
  space: AddressSpace,
  vma: Vma,
  start: Address,
  end: Address,
  operations: WalkOperations,
): WalkCode {
  const { table } = space;
  let at = start;
  while (at < end) {
    const pgd = table.slot(at, PGD);
    let next: Address;
    let code: WalkCode;
    if (!table.isTable(pgd)) {
      next = slotEnd(at, PGD_SIZE, end);
      code = operations.hole(vma, at, next);
    } else {
      const pud = table.pudSlot(pgd, at);
      next = slotEnd(at, PUD_SIZE, end);
      code = walkPud(space, vma, pud, at, next, operations);
    }
    if (code !== 0) return code;
    at = next;
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
  space: AddressSpace,
  vma: Vma,
  pud: Slot,
  start: Address,
  end: Address,
  operations: WalkOperations,
): WalkCode {
  const { table } = space;
  const kind = kindOf<PudKind>(table.high(pud));
  if (kind === Kind.none) return operations.hole(vma, start, end);
  if (kind !== Kind.table) {
    if (kind === Kind.pudNonpresent) throw new NoModelWalksError(start);
    kind satisfies typeof Kind.pudDevmap;
    return operations.pudEntry(vma, pud, start, end);
  }
  let at = start;
  while (at < end) {
    const next = slotEnd(at, PMD_SIZE, end);
    const pmd = table.pmdSlot(pud, at);
    const code =
      table.kind(pmd) === Kind.none
        ? operations.hole(vma, at, next)
        : operations.pmdEntry(vma, pmd, at, next);
    if (code !== 0) return code;
    at = next;
  }
  return 0;
}
