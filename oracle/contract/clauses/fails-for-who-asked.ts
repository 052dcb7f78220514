// SPDX-License-Identifier: GPL-2.0-or-later
import { EPERM, isPageFailure } from '../../../mm/errno';
import { Ending } from '../../../mm/range-record';
import type { Clause, Violation } from '../clause';
import { failedPiece, lastFaulted, saysFaultFailed } from '../failed-piece';
import type { Trigger } from '../piece';
import { triggerOf } from '../trigger';
import { TRIGGERS } from './unasked';

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
