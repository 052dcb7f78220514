// SPDX-License-Identifier: GPL-2.0-or-later
import { kindOf } from '../../mm/entry';
import type { Vma } from '../../mm/image';
import type { WalkEnd } from '../../mm/range-record';
import { PAGE_SIZE, type PageNumber, PMD_SIZE, PUD_SIZE } from '../../mm/units';
import { KIND_ROWS } from '../scenario/entry-kinds';
import type { Callback } from '../scenario/kind-row';

/** Pages `[first, stop)` of a range, by their index. */
export interface Piece {
  readonly first: PageNumber;
  readonly stop: PageNumber;
}

/** What a failing call failed for. */
export interface FailedPiece extends Piece {
  /** Whether the last page fault failed; the piece is its page then. */
  readonly byFault: boolean;
}

/**
 * Why a fault for one page also covers others: each callback faults a piece, not a page. The callback
 * is identified by what the walk had met when it decided to fault.
 */
export type Trigger = 'whole-hole' | 'rest-of-table' | 'whole-mapping' | 'hugetlb-first-page';

/** What a walk that ended by faulting faulted, whether that succeeded or not. */
export interface FaultedPiece extends Piece {
  readonly end: WalkEnd;
  /** The callback that faulted it; undefined if none can have. */
  readonly trigger: Trigger | undefined;
}

/** How many bytes an entry stands for; of what stands in no slot, a page. */
export function sizeOf(high: number, { backing }: Vma): number {
  const size = SIZES[kindOf(high)];
  if (size !== undefined) return size;
  return backing.kind === 'hugetlb' ? backing.size : PMD_SIZE;
}

/** By kind; undefined in hugetlb VMAs, which have pages of two sizes. */
const SIZES: readonly (number | undefined)[] = KIND_ROWS.toSorted(
  (one, other) => one.kind - other.kind,
).map(({ callback }) => sizeBy(callback));

function sizeBy(callback: Callback | null): number | undefined {
  switch (callback) {
    case 'pud_entry':
      return PUD_SIZE;
    case 'pmd_entry':
      return PMD_SIZE;
    case 'hugetlb':
      return undefined;
    case 'pte':
    case 'pte_hole':
    case 'test_walk':
    case null:
      return PAGE_SIZE;
  }
}
