// SPDX-License-Identifier: GPL-2.0-or-later
import { findVma, type Vma } from './image';
import type { PageTable, Slot } from './page-table';
import {
  type Address,
  advance,
  type Level,
  PGD,
  PTE,
  pagesBetween,
  SLOT_SIZE,
  slotStart,
} from './units';

/**
 * Other VMAs take the place of a process's (munmap, mprotect, mremap, mmap; model.md, section 1): where an address
 * is mapped otherwise than before, what stood there is gone, and so is each table that lies there whole, or in which
 * no VMA is left. What a VMA keeps, with other rights or other bounds, stays.
 */
export function dropUnmapped(
  table: PageTable,
  before: readonly Vma[],
  after: readonly Vma[],
): void {
  const bounds = [...before, ...after].flatMap(({ start, end }) => [start, end]);
  const sorted = [...new Set(bounds)].sort((one, other) => one - other);
  for (const [index, start] of sorted.entries()) {
    const end = sorted[index + 1];
    if (end === undefined || isKept(vmaAt(before, start), vmaAt(after, start), start)) continue;
    drop(table, { start, end, vmas: after });
  }
}

function vmaAt(vmas: readonly Vma[], at: Address): Vma | undefined {
  const vma = vmas[findVma(vmas, at)];
  return vma !== undefined && vma.start <= at ? vma : undefined;
}

/** Whether an address is mapped as before, or as little. */
function isKept(before: Vma | undefined, after: Vma | undefined, at: Address): boolean {
  if (before === undefined || after === undefined) return before === after;
  if (before.shared !== after.shared) return false;
  const [old, now] = [before.backing, after.backing];
  switch (old.kind) {
    case 'anon':
      return now.kind === 'anon';
    case 'file':
      return (
        now.kind === 'file' && frameAt(before, old.filePfn, at) === frameAt(after, now.filePfn, at)
      );
    case 'hugetlb':
      return now.kind === 'hugetlb' && now.level === old.level;
  }
}

function frameAt({ start }: Vma, first: number, at: Address): number {
  return first + pagesBetween(start, at);
}

/** A stretch of addresses, and the VMAs that there are from now on. */
interface Stretch {
  readonly start: Address;
  readonly end: Address;
  readonly vmas: readonly Vma[];
}

function drop(table: PageTable, stretch: Stretch): void {
  const size = SLOT_SIZE[PGD];
  for (let at = slotStart(stretch.start, size); at < stretch.end; at = advance(at, size)) {
    dropSlot(table, table.slot(at, PGD), at, PGD, stretch);
  }
}

/** Empties a slot that touches the stretch, or what is below it. */
function dropSlot(table: PageTable, slot: Slot, at: Address, level: Level, stretch: Stretch): void {
  const slotEnd = at + SLOT_SIZE[level];
  const isWhole = stretch.start <= at && slotEnd <= stretch.end;
  if (isWhole || !table.isTable(slot) || !anyVma(stretch.vmas, at, slotEnd)) {
    table.write(slot, 0, 0);
    return;
  }
  const below = BELOW[level];
  const size = SLOT_SIZE[below];
  const first = stretch.start > at ? slotStart(stretch.start, size) : at;
  const end = Math.min(stretch.end, slotEnd);
  for (let next = first; next < end; next = advance(next, size)) {
    dropSlot(table, table.slot(next, below), next, below, stretch);
  }
}

/** The level of the slots of a table that a slot of each level points to; a PTE points to none. */
const BELOW: Readonly<Record<Level, Level>> = { 0: PTE, 1: 0, 2: 1, 3: 2 };

function anyVma(vmas: readonly Vma[], start: number, end: number): boolean {
  return vmas.some((vma) => vma.start < end && start < vma.end);
}
