// SPDX-License-Identifier: GPL-2.0-or-later
import type { CauseCount } from '../../oracle/campaign/cause-tally';
import type { Decision } from '../../oracle/campaign/decision';
import type { PieceKind, WirePiece } from '../wire/types';

/** A piece that one tree's walk takes further than the other's. */
interface PieceExtent {
  readonly kind: PieceKind;
  readonly start: number;
  /** Whether it is the tree after the change whose piece is the longer one. */
  readonly isLonger: boolean;
}

/** What the two did, in the words of a decision. */
const SHORTER = 'a shorter piece';
const LONGER = 'a longer piece';

export function extentTexts({ isLonger }: PieceExtent): Pick<Decision, 'left' | 'right'> {
  return isLonger ? { left: SHORTER, right: LONGER } : { left: LONGER, right: SHORTER };
}

/** Whether a cause shows as pieces of other lengths: no other decision of the two has come before that. */
export function showsInPieces({ details }: Pick<CauseCount, 'details'>): boolean {
  return details.some(({ detail }) => detail.endsWith(SHORTER) || detail.endsWith(LONGER));
}

/**
 * Where two walks first got other pieces, if that is a piece with the same beginning and another end. All in which the
 * two then differ follows from it; no result shows it.
 */
export function firstOtherExtent(
  before: readonly WirePiece[],
  after: readonly WirePiece[],
): PieceExtent | undefined {
  for (const [index, one] of before.entries()) {
    const other = after[index];
    if (other === undefined || one.kind !== other.kind || one.start !== other.start) {
      return undefined;
    }
    if (one.end !== other.end)
      return { kind: one.kind, start: one.start, isLonger: other.end > one.end };
  }
  return undefined;
}
