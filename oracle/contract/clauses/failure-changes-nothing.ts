// SPDX-License-Identifier: GPL-2.0-or-later
import { EPERM, isPageFailure } from '../../../mm/errno';
import { Ending } from '../../../mm/range-record';
import type { Clause, Violation } from '../clause';
import { wasFaultedIn } from '../faulted-pieces';
import { canBeReplayed, changedPages } from '../replayed-faults';

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
