// SPDX-License-Identifier: GPL-2.0-or-later
import { Ending } from '../../mm/range-record';
import type { PageNumber } from '../../mm/units';
import type { FaultedPiece, Trigger } from './piece';
import type { SideRun } from './side-run';
import { triggerOf } from './trigger';

/** The pieces that walks ended by faulting, in order; found out once a call, as every known violation asks. */
export function faultedPieces(run: SideRun): readonly FaultedPiece[] {
  run.pieces ??= findPieces(run);
  return run.pieces;
}

function findPieces(run: SideRun): readonly FaultedPiece[] {
  const pieces: FaultedPiece[] = [];
  for (const end of run.record.walkEnds()) {
    if (!isOfFault(end.ending)) continue;
    const { first, stop } = end;
    pieces.push({ first, stop, end, trigger: triggerOf(run, end) });
  }
  return pieces;
}

/** Whether a page lies in a piece that was faulted and passes a test. */
export function wasFaultedIn(
  run: SideRun,
  page: PageNumber,
  test: (piece: FaultedPiece) => boolean,
): boolean {
  for (const piece of faultedPieces(run)) {
    if (page >= piece.first && page < piece.stop && test(piece)) return true;
  }
  return false;
}

/** Whether a page lies in a piece that this callback faulted. */
export function wasFaultedBy(run: SideRun, page: PageNumber, trigger: Trigger): boolean {
  for (const piece of faultedPieces(run)) {
    if (piece.trigger === trigger && page >= piece.first && page < piece.stop) return true;
  }
  return false;
}

function isOfFault(ending: Ending): boolean {
  return (
    ending === Ending.faulted || ending === Ending.faultFailed || ending === Ending.lockDropped
  );
}
