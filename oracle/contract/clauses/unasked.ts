// SPDX-License-Identifier: GPL-2.0-or-later
import type { PageNumber } from '../../../mm/units';
import type { Clause, Violation } from '../clause';
import { wasFaultedBy, wasFaultedIn } from '../faulted-pieces';
import type { Piece, Trigger } from '../piece';
import type { SideRun } from '../side-run';

/** Which other pages each trigger faults, and why. */
const REACH: Readonly<Record<Trigger, { readonly what: string; readonly why: string }>> = {
  'whole-hole': {
    what: 'everything in a hole, if one page of it was requested',
    why: 'The hole callback checks whether any page of the hole needs a fault, and then faults them all.',
  },
  'rest-of-table': {
    what: 'everything after a page that needs a fault, up to the end of its PMD',
    why: 'The PTE callback faults from the page that needs it to the end of the piece it was given.',
  },
  'whole-mapping': {
    what: 'the whole piece of a huge mapping, if one page of it was requested',
    why: 'The callback for huge mappings combines the requests of all pages, and faults them all.',
  },
  'hugetlb-first-page': {
    what: 'the whole piece of a hugetlb page, if its first page was requested',
    why: 'The hugetlb callback reads only the request of the first page, and faults them all.',
  },
};

export const TRIGGERS = [
  'whole-hole',
  'rest-of-table',
  'whole-mapping',
  'hugetlb-first-page',
] as const;

function unaskedFault(trigger: Trigger): Violation {
  const { what, why } = REACH[trigger];
  return {
    id: `reporting-changes-nothing.${trigger}`,
    title: `a fault also covers ${what}`,
    why,
    driver:
      'Pages that it only wanted reported, or did not care about, are allocated, swapped in, read from ' +
      'disk or migrated back. In a snapshot with a few requests that is most of the range.',
    matters:
      'It costs memory and time; see fails-for-who-asked and own-pages-stay for what else may follow.',
    explains(run, page) {
      return wasFaultedBy(run, page, trigger);
    },
  };
}

function unaskedWrite(trigger: Trigger): Violation {
  const { what, why } = REACH[trigger];
  return {
    id: `read-stays-read.${trigger}`,
    title: `a write fault also covers ${what}, including pages with only a read request`,
    why: `${why} If any of them has a write request, all of them get write faults.`,
    driver:
      'A page that it requested for reading is copied on write: a needless private copy of a shared page, ' +
      'or of the zero page; and the copy invalidates the range, so the call ends in -EBUSY.',
    matters: 'Whenever one window mixes read and write requests, as nouveau’s does.',
    explains(run, page) {
      return wasFaultedIn(
        run,
        page,
        (piece) => piece.trigger === trigger && asksToWrite(run, piece, trigger),
      );
    },
  };
}

/** Whether the callback reads the request that turned the faults of a piece into write faults. */
function asksToWrite(run: SideRun, { first, stop }: Piece, trigger: Trigger): boolean {
  const joinsRequests = trigger === 'whole-hole' || trigger === 'whole-mapping';
  return run.anyAsked(first, joinsRequests ? stop : first + 1, true);
}

/** Calls `visit` with each page that was faulted, in order: its index, and how. */
export function faultedPages(
  run: SideRun,
  visit: (page: PageNumber, write: boolean) => void,
): void {
  const { faults } = run.record;
  for (let row = 0; row < faults.rows; row++) {
    const { first, pages, write } = faults.row(row);
    for (let page = first; page < first + pages; page++) visit(page, write);
  }
}

/** No page is faulted that was not requested. */
export const reportingChangesNothing: Clause = {
  id: 'reporting-changes-nothing',
  ofOutcome: true,
  judges: 'page faults',
  promise:
    'A page without a request is reported, and reporting changes nothing: it is not faulted in, ' +
    'copied, swapped in or migrated.',
  violations: TRIGGERS.map(unaskedFault),
  suspects: 'any call',
  check(run, breach) {
    faultedPages(run, (page) => {
      if (!run.asksFault(page)) breach(page);
    });
  },
};

/** A page with a read request is not faulted for write. */
export const readStaysRead: Clause = {
  id: 'read-stays-read',
  ofOutcome: true,
  judges: 'page faults',
  promise: 'A page that was requested without WRITE is faulted for read, not for write.',
  violations: TRIGGERS.map(unaskedWrite),
  suspects: 'any call',
  check(run, breach) {
    faultedPages(run, (page, write) => {
      if (write && run.asksFault(page) && !run.asksWrite(page)) breach(page);
    });
  },
};
