// SPDX-License-Identifier: GPL-2.0-or-later
import { EBUSY } from '../../../mm/errno';
import type { Clause } from '../clause';
import { wasAskedFor } from '../entry-requests';
import { wasFaultedBy } from '../faulted-pieces';
import { canBeReplayed, invalidatingPages } from '../replayed-faults';

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
