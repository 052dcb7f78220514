// SPDX-License-Identifier: GPL-2.0-or-later
import { EBUSY } from '../../../mm/errno';
import type { Clause } from '../clause';
import { wasAskedFor } from '../entry-requests';
import { canBeReplayed, invalidatingPages } from '../replayed-faults';
import { isTriggered } from '../trigger';

/** A call makes its own -EBUSY only for a page that someone asked for. */
export const ebusyForWhoAsked: Clause = {
  id: 'ebusy-for-who-asked',
  judges: 'failures',
  experiment: true,
  promise:
    'If the page faults of the call itself make its sequence out of date, one of those that do is of ' +
    'a page, or of a hugetlb page, that was asked for. (Not judged if other threads invalidated the range or stored ' +
    'entries, or if the call waited for a migration.)',
  violations: [
    {
      id: 'ebusy-for-who-asked.rest-of-table',
      title: 'the call makes its own -EBUSY for a page that nobody asked for',
      why:
        'A PTE that needs a fault takes all pages up to the end of its PMD with it. A write fault on ' +
        'a private read-only page copies it, and any fault on a device-private page migrates it: ' +
        'both invalidate the range, and so the next walk ends in -EBUSY.',
      driver:
        'The page that it asked for is there, and still the call fails: it reads the sequence again ' +
        'and calls again. The second call succeeds, unless the device takes its page back meanwhile; ' +
        'a driver that counts attempts, or gives up at the first -EBUSY, fails a good access.',
      matters:
        'After each fork, when most private pages are read-only; and whenever parts of a window live ' +
        'on a device. One attempt in vain for each table of the window, and copies for nobody.',
      explains(run, page) {
        return run.wasFaultedIn(page, (end) => isTriggered(run, end, 'rest-of-table'));
      },
    },
  ],
  check(run, breach) {
    if (run.record.ret !== EBUSY || run.record.faults.rows === 0) return;
    if (run.scenario.mm.events.some(({ invalidate }) => invalidate) || !canBeReplayed(run)) return;
    const pages = invalidatingPages(run);
    const [first] = pages;
    if (first !== undefined && !pages.some((page) => wasAskedFor(run, page))) breach(first);
  },
};
