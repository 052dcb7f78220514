// SPDX-License-Identifier: GPL-2.0-or-later
import { kindOf, ownerOf } from '../../../mm/entry';
import { EPERM, isPageFailure } from '../../../mm/errno';
import { Ending } from '../../../mm/range-record';
import { type PageNumber, pageAddress } from '../../../mm/units';
import { isAmong, kindsThat } from '../../scenario/entry-kinds';
import { slotAt } from '../../scenario/slots';
import type { Clause, Violation } from '../clause';
import { wasFaultedBy, wasFaultedIn } from '../faulted-pieces';
import type { Piece, Trigger } from '../piece';
import { canBeReplayed, changedPages } from '../replayed-faults';
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
function faultedPages(run: SideRun, visit: (page: PageNumber, write: boolean) => void): void {
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

const PRIVATE = kindsThat(({ below }) => below === 'device pages');

/** The owner's own device-private pages are not migrated. */
export const ownPagesStay: Clause = {
  id: 'own-pages-stay',
  ofOutcome: true,
  judges: 'page faults',
  promise:
    'A device-private page of the range’s owner is reported as it is; the range fault does not migrate ' +
    'it back to system memory.',
  violations: [
    {
      id: 'own-pages-stay.rest-of-table',
      title:
        'a fault for an earlier page migrates the owner’s own device-private page back to system memory',
      why:
        'If a PTE needs a fault, all pages from there to the end of its PMD are faulted with it, whatever ' +
        'they are. A page fault on a device-private page migrates it, and invalidates the range.',
      driver:
        'Its page leaves the device although the device is using it, and the call ends in -EBUSY: the ' +
        'next attempt starts with one page less on the device. Under pressure a window ping-pongs.',
      matters:
        'Whenever a GPU fault hits memory that is already partly on the GPU: the usual case for nouveau, ' +
        'which sets the owner precisely to prevent this.',
      explains(run, page) {
        return wasFaultedBy(run, page, 'rest-of-table');
      },
    },
  ],
  suspects: 'any call',
  check(run, breach) {
    const { owner } = run.scenario.range;
    if (owner === 0) return;
    faultedPages(run, (page) => {
      if (stoodAtStart(run, page, owner)) breach(page);
    });
  },
};

/** Whether the call found the owner's page, and no other thread placed it there or took it. */
function stoodAtStart(run: SideRun, page: PageNumber, owner: number): boolean {
  if (run.othersStored) return false;
  const { high } = slotAt(run.space.table, pageAddress(run.scenario.range.start, page));
  return isAmong(PRIVATE, kindOf(high)) && ownerOf(high) === owner;
}

const DRIVER =
  'It gets an error, and no hint that memory was allocated, copied or migrated for the call. A driver ' +
  'that refuses the access has nevertheless changed the process, and its own device-private pages may ' +
  'have left the device.';

function changedBefore(cause: string, ending: Ending, title: string, why: string): Violation {
  return {
    id: `failure-changes-nothing.${cause}`,
    title,
    why,
    driver: DRIVER,
    matters:
      'It costs memory and time; and it misleads whoever assumes that a call which returns -EFAULT or ' +
      '-EPERM did nothing. A window that extends past the end of a file, or into a read-only VMA, shows ' +
      'it on every attempt.',
    explains(run, page) {
      return wasFaultedIn(
        run,
        page,
        ({ end, trigger }) => end.ending === ending && trigger !== undefined,
      );
    },
  };
}

/** A failing call leaves the page table unchanged. */
export const failureChangesNothing: Clause = {
  id: 'failure-changes-nothing',
  ofOutcome: true,
  judges: 'failures',
  experiment: true,
  promise:
    'A call that returns -EFAULT, -ENOMEM or -EPERM has changed no page: its page faults left every entry as ' +
    'it was. (Not checked if other threads stored entries, or if the call waited for a migration.)',
  violations: [
    changedBefore(
      'earlier-piece',
      Ending.faulted,
      'a failing call has already changed pages before the one at which it fails',
      'The walk faults each piece as it comes to it, and begins again. If a later page turns out to be ' +
        'impossible, the call ends, and what was faulted before it stays.',
    ),
    changedBefore(
      'same-piece',
      Ending.faultFailed,
      'a failing call has already changed pages of the piece in which it fails',
      'A piece is faulted page by page. If the fault of one page fails, the call ends there, and the ' +
        'pages of the piece before it stay faulted.',
    ),
  ],
  suspects: 'any call',
  check(run, breach) {
    const { ret, faults } = run.record;
    if ((!isPageFailure(ret) && ret !== EPERM) || faults.rows === 0 || !canBeReplayed(run)) return;
    for (const page of changedPages(run)) breach(page);
  },
};
