// SPDX-License-Identifier: GPL-2.0-or-later
import { Kind, kindOf, pfnOf } from '../../../mm/entry';
import { EBUSY, EPERM, isPageFailure } from '../../../mm/errno';
import type { SlotImage } from '../../../mm/image';
import { NO_SLOT } from '../../../mm/page-table';
import { Ending } from '../../../mm/range-record';
import { SLOT_SIZE } from '../../../mm/units';
import { isAmong, kindsThat, rowOf } from '../../scenario/entry-kinds';
import type { Clause, Violation } from '../clause';
import { wasAskedFor } from '../entry-requests';
import { failedPiece, lastFaulted, saysFaultFailed } from '../failed-piece';
import { wasFaultedBy } from '../faulted-pieces';
import type { Trigger } from '../piece';
import { canBeReplayed, invalidatingPages } from '../replayed-faults';
import type { SideRun } from '../side-run';
import { triggerOf } from '../trigger';
import { TRIGGERS } from './unchanged';

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

/** Whether an entry of the document takes the place of an earlier one; a table above it does not, as it is there already. */
function replaces(later: SlotImage, earlier: SlotImage): boolean {
  const overlaps =
    later.at < earlier.at + SLOT_SIZE[earlier.level] &&
    earlier.at < later.at + SLOT_SIZE[later.level];
  return overlaps && kindOf(later.high) !== Kind.table;
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

function failsForNeighbour(trigger: Trigger): Violation {
  return {
    id: `fails-for-who-asked.${trigger}`,
    title: `the call fails because of a page that was not requested (${trigger})`,
    why:
      'A fault handles a whole piece, not a page (see reporting-changes-nothing). If any page of the ' +
      'piece cannot be faulted, the whole call is -EFAULT.',
    driver:
      'A GPU fault on a valid page is refused because of a neighbour: beyond the end of a mapped file, ' +
      'poisoned, or out of memory. The driver kills the channel, or falls back for no reason.',
    matters:
      'At the end of file mappings, and after memory errors: a window of 16 pages covers more than the ' +
      'access that needed it.',
    explains(run, page) {
      if (run.asksFault(page)) return false;
      const end = run.record.walkEnds().at(-1);
      return end?.ending === Ending.faultFailed && triggerOf(run, end) === trigger;
    },
  };
}

/** A call fails only because of a requested page. */
export const failsForWhoAsked: Clause = {
  id: 'fails-for-who-asked',
  ofOutcome: true,
  judges: 'failures',
  promise:
    'The call fails only because of a page that was requested and could not be provided as requested.',
  violations: TRIGGERS.map(failsForNeighbour),
  sees: 'what the call left',
  suspects: 'any call',
  check(run, breach) {
    const { ret } = run.record;
    if (!isPageFailure(ret) && ret !== EPERM) return;
    const last = lastFaulted(run);
    // A page fault that failed in a live kernel need not fail here again: the kernel is believed.
    if (isPageFailure(ret) && last !== undefined && saysFaultFailed(run)) {
      if (!run.asksFault(last)) breach(last);
      return;
    }
    const { first, stop } = failedPiece(run);
    if (!run.anyAsked(first, stop, ret === EPERM)) breach(first);
  },
};

/** A call causes its own -EBUSY only because of a requested page. */
export const ebusyForWhoAsked: Clause = {
  id: 'ebusy-for-who-asked',
  ofOutcome: true,
  judges: 'failures',
  experiment: true,
  promise:
    'If page faults of the call itself make its sequence stale, at least one of these faults is for a ' +
    'page, or a hugetlb page, that was requested. (Not checked if other threads invalidated the range or ' +
    'stored entries, or if the call waited for a migration.)',
  violations: [
    {
      id: 'ebusy-for-who-asked.rest-of-table',
      title: 'the call causes its own -EBUSY by faulting a page that was not requested',
      why:
        'If a PTE needs a fault, all pages from there to the end of its PMD are faulted with it. A write ' +
        'fault on a private read-only page copies it, and any fault on a device-private page migrates ' +
        'it: both invalidate the range, so the next walk ends in -EBUSY.',
      driver:
        'The page that it requested is present, but the call fails: it reads the sequence again and ' +
        'calls again. The second call succeeds, unless the device takes its page back meanwhile; a ' +
        'driver that limits its attempts, or gives up at the first -EBUSY, fails a legitimate access.',
      matters:
        'After each fork, when most private pages are read-only; and whenever parts of a window are on ' +
        'a device. One wasted attempt per page table of the window, and needless copies.',
      explains(run, page) {
        return wasFaultedBy(run, page, 'rest-of-table');
      },
    },
  ],
  suspects: 'any call',
  check(run, breach) {
    if (run.record.ret !== EBUSY || run.record.faults.rows === 0) return;
    if (run.scenario.mm.events.some(({ invalidate }) => invalidate) || !canBeReplayed(run)) return;
    const pages = invalidatingPages(run);
    const [first] = pages;
    if (first !== undefined && !pages.some((page) => wasAskedFor(run, page))) breach(first);
  },
};
