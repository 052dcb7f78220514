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
  check({ side, record, scenario }, breach) {
    const { asks } = scenario.range;
    for (let page = 0; page < asks.length; page++) {
      const ask = asks[page] ?? Ask.nothing;
      const isInput = side.holdsRequest(page, ask);
      if (page >= record.stoppedAt) {
        if (!isInput) breach(page);
      } else if (isInput && ask !== Ask.nothing && side.states.pfn(page) !== 0) {
        // The frame 0 with VALID is the same word as a request; of any other page it cannot be.
        breach(page);
      }
    }
  },
};
