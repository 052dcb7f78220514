// SPDX-License-Identifier: GPL-2.0-or-later
import { Kind, kindOf } from '../../mm/entry';
import { Ending } from '../../mm/range-record';
import { faultFails } from './cpu-fault';
import { type Piece, pieceOf } from './entry-requests';
import type { SideRun } from './side-run';

/** What a failing call failed for. */
export interface FailedPiece extends Piece {
  /** Whether the last page fault failed; the piece is its page then. */
  readonly byFault: boolean;
}

/**
 * The pages that a call failed for, found out from the trace of page faults and the page table that
 * it left: the page whose fault was the last one, if that fails again; otherwise what stands where
 * the call stopped.
 */
export function failedPiece(run: SideRun): FailedPiece {
  const { faults, pages, stoppedAt } = run.record;
  if (faults.rows > 0 && lastFaultIsNews(run)) {
    const { at, pages: faulted, write } = faults.row(faults.rows - 1);
    const page = run.pageAt(at) + faulted - 1;
    if (page < pages && faultFails(run, page, write)) {
      return { first: page, stop: page + 1, byFault: true };
    }
  }
  const first = Math.min(stoppedAt, pages - 1);
  return { first, stop: stopOf(run, first), byFault: false };
}

/** Whether the page table is as the last page fault found it: nobody stored anything after that. */
function lastFaultIsNews(run: SideRun): boolean {
  return !run.othersStored || run.record.walkEnds().at(-1)?.ending === Ending.faultFailed;
}

/** Where the piece ends that begins with this page: all of a gap or a VMA, or of one entry. */
function stopOf(run: SideRun, first: number): number {
  const { highs } = run.cpu;
  const kind = kindOf(highs[first] ?? 0);
  switch (kind) {
    case Kind.gap:
    case Kind.skippedVma:
    case Kind.hole: {
      let stop = first + 1;
      while (stop < run.record.pages && kindOf(highs[stop] ?? 0) === kind) stop++;
      return stop;
    }
    default:
      return pieceOf(run, first).stop;
  }
}
