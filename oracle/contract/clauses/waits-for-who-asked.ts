// SPDX-License-Identifier: GPL-2.0-or-later
import { Kind, kindOf, pfnOf } from '../../../mm/entry';
import type { SlotImage } from '../../../mm/image';
import { NO_SLOT } from '../../../mm/page-table';
import { SLOT_SIZE } from '../../../mm/units';
import { isAmong, kindsThat, rowOf } from '../../scenario/entry-kinds';
import type { Clause } from '../clause';
import type { SideRun } from '../side-run';

/** The call waits for a migration only if the page was requested. */
export const waitsForWhoAsked: Clause = {
  id: 'waits-for-who-asked',
  ofOutcome: true,
  sees: 'what the call left',
  promise:
    'The call does not wait for a migrating page or huge page that was not requested. (Not checked if ' +
    'other threads stored entries.)',
  violations: [],
  suspects: 'any call',
  check(run, breach) {
    // The page of a migration that was waited for is in the page table anew.
    if (run.space.isAsLoaded || run.othersStored) return;
    const { entries } = run.scenario.mm;
    for (let index = 0; index < entries.length; index++) {
      const entry = entries[index];
      if (entry === undefined) continue;
      const kind = kindOf(entry.high);
      if (!isAmong(WAITED_FOR, kind)) continue;
      const first = Math.max(0, run.pageAt(entry.at));
      const slotEnd = run.pageAt(entry.at + SLOT_SIZE[entry.level]);
      const stop = Math.min(run.record.pages, slotEnd);
      if (first >= stop || !hasArrived(run, entry)) continue;
      // What stood there when the call began is what came last, and may be that very page.
      if (entries.slice(index + 1).some((later) => replaces(later, entry))) continue;
      if (!run.anyAsked(first, stop) && !run.wasFaulted(first, stop)) breach(first);
    }
  },
};

/** What a walk waits for; of a migrating hugetlb page, it faults the piece. */
const WAITED_FOR = kindsThat(
  ({ arrives, callback }) => arrives !== undefined && callback !== 'hugetlb',
);

/** Whether an entry of the document takes the place of an earlier one; a table that is there already stays. */
function replaces(later: SlotImage, earlier: SlotImage): boolean {
  const [size, sizeBefore] = [SLOT_SIZE[later.level], SLOT_SIZE[earlier.level]];
  const isTableAbove = size > sizeBefore && kindOf(later.high) === Kind.table;
  const overlaps = later.at < earlier.at + sizeBefore && earlier.at < later.at + size;
  return overlaps && !isTableAbove;
}

/** Whether an entry of the document that migrated is present now, with the same frame. */
function hasArrived({ space }: SideRun, { at, level, low, high }: SlotImage): boolean {
  const slot = space.table.slot(at, level);
  if (slot === NO_SLOT) return false;
  const now = space.table.high(slot);
  const { arrives } = rowOf(kindOf(high));
  if (arrives === undefined || kindOf(now) !== Kind[arrives]) return false;
  return pfnOf(space.table.low(slot), now) === pfnOf(low, high);
}
