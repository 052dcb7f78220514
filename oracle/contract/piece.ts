// SPDX-License-Identifier: GPL-2.0-or-later
import type { WalkEnd } from '../../mm/range-record';
import type { PageNumber } from '../../mm/units';

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
