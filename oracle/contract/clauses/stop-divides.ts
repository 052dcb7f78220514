// SPDX-License-Identifier: GPL-2.0-or-later
import { Ask } from '../../../mm/range';
import type { Clause } from '../clause';

/** Entries before the point of failure contain output, the rest input. */
export const stopDivides: Clause = {
  id: 'stop-divides',
  judges: 'failures',
  promise:
    'When the call fails, the entries before the point where it stopped contain output, and those from ' +
    'there on still contain the input.',
  violations: [],
  suspects: 'any call',
  check({ side, record, scenario }, breach) {
    const { asks } = scenario.range;
    // What must stand before that, the clauses about words say.
    for (let page = record.stoppedAt; page < asks.length; page++) {
      if (!side.holdsRequest(page, asks[page] ?? Ask.nothing)) breach(page);
    }
  },
};
