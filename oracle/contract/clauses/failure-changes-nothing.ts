// SPDX-License-Identifier: GPL-2.0-or-later
import { EFAULT, EPERM } from '../../../mm/errno';
import { Ending } from '../../../mm/range-record';
import type { Clause, Violation } from '../clause';
import { canBeReplayed, changedPages } from '../replayed-faults';
import { triggerOf } from '../trigger';

const DRIVER =
  'It gets an error, and nothing tells it that memory was allocated, copied or migrated for the call. ' +
  'A driver that refuses the access has changed the process all the same, and its own device-private ' +
  'pages may have left the device.';

function changedBefore(cause: string, ending: Ending, title: string, why: string): Violation {
  return {
    id: `failure-changes-nothing.${cause}`,
    title,
    why,
    driver: DRIVER,
    matters:
      'Memory and time; and to whoever takes -EFAULT or -EPERM for a call that did nothing. A window ' +
      'that reaches over the end of a file, or into a read-only VMA, shows it at every attempt.',
    explains(run, page) {
      return run.wasFaultedIn(
        page,
        (end) => end.ending === ending && triggerOf(run, end) !== undefined,
      );
    },
  };
}

/** A failing call leaves the page table as it was. */
export const failureChangesNothing: Clause = {
  id: 'failure-changes-nothing',
  judges: 'failures',
  experiment: true,
  promise:
    'A call that returns -EFAULT or -EPERM has changed no page: its page faults left every entry as ' +
    'it was. (Not judged if other threads stored entries, or if the call waited for a migration.)',
  violations: [
    changedBefore(
      'earlier-piece',
      Ending.faulted,
      'a failing call has already changed pages before the one that it fails for',
      'The walk faults each piece as it comes to it, and begins again. What it finds impossible ' +
        'further on ends the call, and what was faulted on the way there stays.',
    ),
    changedBefore(
      'same-piece',
      Ending.faultFailed,
      'a failing call has already changed pages of the piece that it fails in',
      'A piece is faulted page by page. If the fault of one page fails, the call ends there, and the ' +
        'pages of the piece before it stay as they were faulted.',
    ),
  ],
  check(run, breach) {
    const { ret, faults } = run.record;
    if ((ret !== EFAULT && ret !== EPERM) || faults.rows === 0 || !canBeReplayed(run)) return;
    for (const page of changedPages(run)) breach(page);
  },
};
