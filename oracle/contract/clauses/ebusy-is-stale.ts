// SPDX-License-Identifier: GPL-2.0-or-later
import { EBUSY } from '../../../mm/errno';
import type { Clause } from '../clause';

/** `-EBUSY` is returned exactly if the sequence is stale. */
export const ebusyIsStale: Clause = {
  id: 'ebusy-is-stale',
  ofOutcome: true,
  sees: 'what the call left',
  promise:
    'The call returns -EBUSY exactly if the sequence that the caller read is stale when a walk is about ' +
    'to begin; it never succeeds with a stale one.',
  violations: [],
  suspects: 'any call',
  check({ record, space, scenario }, breach) {
    const isBusy = record.ret === EBUSY;
    const isWrong = isBusy ? !space.stale : record.ret === 0 && space.stale;
    const wasIgnored = scenario.mm.events.some(
      ({ beforeWalk, invalidate }) => invalidate && beforeWalk <= record.walks,
    );
    if (isWrong || wasIgnored) breach(Math.max(0, Math.min(record.stoppedAt, record.pages - 1)));
  },
};
