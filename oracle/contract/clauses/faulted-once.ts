// SPDX-License-Identifier: GPL-2.0-or-later
import { Kind, kindOf, PROTNONE_BIT } from '../../../mm/entry';
import type { TracedFaults } from '../../../mm/fault-trace';
import { type PageNumber, PMD_SIZE, pageAddress, slotStart } from '../../../mm/units';
import type { Clause } from '../clause';
import { vmaAt } from '../cpu-pages';
import type { SideRun } from '../side-run';

/** One page fault per page is enough. */
export const faultedOnce: Clause = {
  id: 'faulted-once',
  ofOutcome: true,
  judges: 'page faults',
  promise:
    'A page is faulted once in a call, for write if write access was requested: not first for read and ' +
    'then for write, nor twice for the same access. (Not checked if other threads changed anything, or a page fault did nothing.)',
  violations: [
    {
      id: 'faulted-once.rest-of-table',
      title: 'a page with a write request is first faulted for read, together with an earlier page',
      why:
        'If a PTE needs a read fault, all pages from there to the end of its PMD get read faults. When ' +
        'the walk comes to one of them that has a write request, it needs a write fault, and again all ' +
        'pages after it are faulted too.',
      driver:
        'Untouched memory is first mapped to the zero page and then copied, which makes the sequence ' +
        'stale: the call causes its own -EBUSY, and has to be repeated.',
      matters:
        'Whenever one window mixes read and write requests, with a read before a write, as nouveau’s ' +
        'does. Never with one request for all pages.',
      explains: (run, page) => earlierFault(run, page) === 'with a page before it',
    },
    {
      id: 'faulted-once.protnone',
      title: 'a NUMA-hinting page with a write request takes two write faults',
      why:
        'The first page fault on such an entry only clears the hint, whatever was requested; the walk ' +
        'then finds it read-only, and faults the piece a second time.',
      driver:
        'Twice as many page faults, for the whole piece of a huge page or the rest of a table.',
      matters:
        'It only costs time; on machines with NUMA balancing, for pages that are also read-only: after a ' +
        'fork, or in files with write tracking.',
      explains: (run, page) => earlierFault(run, page) === 'cleared a hint',
    },
    {
      id: 'faulted-once.migration',
      title: 'a migrating page with a write request takes two write faults',
      why:
        'A page fault on a migrating entry only waits until the page has arrived: in a hugetlb slot, or ' +
        'for a PTE that was faulted together with an earlier one. The walk then finds it read-only, and ' +
        'faults it a second time.',
      driver: 'Twice as many page faults, for the whole piece.',
      matters: 'It only costs time; for read-only pages that are moved between nodes.',
      explains: (run, page) => earlierFault(run, page) === 'waited',
    },
    {
      id: 'faulted-once.uffd-wp-marker',
      newer: true,
      since: 'wpMarkersAreNone',
      title: 'a page with a uffd-wp marker takes two page faults',
      why:
        'The first page fault on the marker of a VMA that userfaultfd no longer protects only clears it; the walk then ' +
        'finds an empty slot, and faults the piece a second time.',
      driver: 'Twice as many page faults, for the rest of the table.',
      matters: 'It only costs time; for files that userfaultfd protected once. Since 5.19.',
      explains: (run, page) => earlierFault(run, page) === 'cleared a marker',
    },
  ],
  suspects: 'any call',
  check(run, breach) {
    const { faults } = run.record;
    if (faults.rows < 2 || run.othersStored || run.scenario.mm.noProgress !== undefined) return;
    for (let row = 1; row < faults.rows; row++) {
      const page = faultedBefore(run, row);
      if (page !== undefined) breach(page);
    }
  },
};

/** The first page of a row of faults that is also in an earlier row. */
function faultedBefore(run: SideRun, row: number): number | undefined {
  const { faults } = run.record;
  const { first: start, pages } = faults.row(row);
  let first: number | undefined;
  for (let before = 0; before < row; before++) {
    const earlier = faults.row(before);
    const from = Math.max(start, earlier.first);
    const to = Math.min(start + pages, earlier.first + earlier.pages);
    if (from < to && (first === undefined || from < first)) first = from;
  }
  return first;
}

/** Why the first fault of a page did not provide what was requested. */
function earlierFault(
  run: SideRun,
  page: PageNumber,
): 'with a page before it' | 'cleared a hint' | 'cleared a marker' | 'waited' | undefined {
  const { faults } = run.record;
  const earlier = faults.rowWith(page);
  const later = earlier < 0 ? -1 : faults.rowWith(page, earlier + 1);
  if (later >= 0 && clearsMarker(run, faults.row(earlier), page)) return 'cleared a marker';
  if (later < 0 || !faults.row(later).write || !run.asksWrite(page)) return undefined;
  const first = faults.row(earlier);
  if (!first.write) return isTakenAlong(run, first, page) ? 'with a page before it' : undefined;
  const high = run.cpu.highs[page] ?? 0;
  if ((high & PROTNONE_BIT) !== 0) return 'cleared a hint';
  const kind = kindOf(high);
  return kind === Kind.pteMigration || kind === Kind.hugetlbMigration ? 'waited' : undefined;
}

/** Whether a row of faults met a marker, at this page or at one before it that took this one along. */
function clearsMarker(run: SideRun, { first }: TracedFaults, page: PageNumber): boolean {
  for (let before = first; before <= page; before++) {
    if (kindOf(run.cpu.highs[before] ?? 0) === Kind.pteUffdWpMarker) return true;
  }
  return false;
}

/** Whether a row of read faults began before this page, with one in the same table and VMA. */
function isTakenAlong(run: SideRun, { first }: TracedFaults, page: PageNumber): boolean {
  const address = pageAddress(run.scenario.range.start, page);
  const vma = vmaAt(run, page);
  return (
    first < page && vma !== undefined && address > Math.max(slotStart(address, PMD_SIZE), vma.start)
  );
}
