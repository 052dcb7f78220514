// SPDX-License-Identifier: GPL-2.0-or-later
import type { TestWalkCode, WalkCode } from './errno';
import type { Vma } from './image';
import type { Slot } from './page-table';
import type { PageNumber } from './units';

/**
 * The callbacks of a page walk (`struct mm_walk_ops`). Each gets a piece, the pages `[first, stop)` of the
 * range, clipped to the VMA and the range; the first code that is not 0 ends the walk.
 */
export interface WalkOperations {
  /** Before anything else in a VMA's piece: whether to walk it, to skip it, or to end the walk. */
  testWalk(vma: Vma, first: PageNumber, stop: PageNumber): TestWalkCode;
  /** A piece without entries; without a VMA too, if that is null. */
  hole(vma: Vma | null, first: PageNumber, stop: PageNumber): WalkCode;
  /** A PUD that maps 1 GiB itself. */
  pudEntry(vma: Vma, slot: Slot, first: PageNumber, stop: PageNumber): WalkCode;
  /** Any other PMD than none; it goes through the PTEs of a table itself. */
  pmdEntry(vma: Vma, slot: Slot, first: PageNumber, stop: PageNumber): WalkCode;
  /** A slot of a hugetlb VMA, none included, if the table that holds it exists. */
  hugetlbEntry(vma: Vma, slot: Slot, first: PageNumber, stop: PageNumber): WalkCode;
}
