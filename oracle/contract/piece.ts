// SPDX-License-Identifier: GPL-2.0-or-later

/** Pages `[first, stop)` of a range, by their index. */
export interface Piece {
  readonly first: number;
  readonly stop: number;
}

/** What a failing call failed for. */
export interface FailedPiece extends Piece {
  /** Whether the last page fault failed; the piece is its page then. */
  readonly byFault: boolean;
}
