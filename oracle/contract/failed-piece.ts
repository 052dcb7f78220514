// SPDX-License-Identifier: GPL-2.0-or-later
import { kindOf } from '../../mm/entry';
import { Ending } from '../../mm/range-record';
import type { PageNumber } from '../../mm/units';
import { pageAddress } from '../../mm/units';
import { isAmong, kindsThat } from '../scenario/entry-kinds';
import { faultFails } from './cpu-fault';
import { pieceOf } from './entry-requests';
import type { FailedPiece } from './piece';
import type { SideRun } from './side-run';

/**
 * The pages that a call failed for, found out from the trace of page faults and the page table that
 * it left: the page whose fault was the last one, if that fails again; otherwise what stands where
 * the call stopped.
 */
export function failedPiece(run: SideRun): FailedPiece {
  run.failed ??= findFailedPiece(run);
  return run.failed;
}

function findFailedPiece(run: SideRun): FailedPiece {
  const { faults, pages, stoppedAt } = run.record;
  const last = lastFaulted(run);
  if (last !== undefined && last < pages && lastFaultIsNews(run, last)) {
    const { write } = faults.row(faults.rows - 1);
    if (faultFails(run, last, write)) return { first: last, stop: last + 1, byFault: true };
  }
  const first = Math.min(stoppedAt, pages - 1);
  return { first, stop: stopOf(run, first), byFault: false };
}

/** The page of the last page fault; undefined if there was none. */
export function lastFaulted(run: SideRun): number | undefined {
  const { faults } = run.record;
  if (faults.rows === 0) return undefined;
  const { first, pages } = faults.row(faults.rows - 1);
  return first + pages - 1;
}

/** Whether the side says that the call ended in a page fault that failed. */
export function saysFaultFailed({ record }: SideRun): boolean {
  return record.walkEnds().at(-1)?.ending === Ending.faultFailed;
}

/** Whether the page table is as the last page fault found it: nobody stored anything after that. */
function lastFaultIsNews(run: SideRun, last: number): boolean {
  const { mm, range } = run.scenario;
  // Where faults drop the lock, or do nothing for a while, the last one need not have failed although one would now.
  if (range.call !== undefined || mm.noProgress?.has(pageAddress(range.start, last))) {
    return saysFaultFailed(run);
  }
  return !run.othersStored || saysFaultFailed(run);
}

/** Where the piece ends that begins with this page: all of a gap or a VMA, or of one entry. */
function stopOf(run: SideRun, first: PageNumber): number {
  const { highs } = run.cpu;
  const kind = kindOf(highs[first] ?? 0);
  if (!isAmong(WITHOUT_ENTRIES, kind)) return pieceOf(run, first).stop;
  let stop = first + 1;
  while (stop < run.record.pages && kindOf(highs[stop] ?? 0) === kind) stop++;
  return stop;
}

const WITHOUT_ENTRIES = kindsThat(
  ({ callback }) => callback === 'pte_hole' || callback === 'test_walk',
);
