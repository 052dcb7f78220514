// SPDX-License-Identifier: GPL-2.0-or-later
import type { Knowledge } from './explanation';
import { TO_HELPER } from './helper';

const WHY =
  'In 6.12 the time is looked at after -EBUSY alone, not after a stale check. 7.3 gives the helper a ' +
  'whole second each time it calls it, and after a stale check it calls it again.';

/** What is known of ODP, 6.12 and 7.3. */
export const ODP_KNOWLEDGE: Knowledge = {
  settings: [
    TO_HELPER,
    {
      id: 'loop/no-deadline',
      title:
        'no deadline around the loop: a second after -EBUSY only, and now a second for each call',
      why: WHY,
      effect:
        'In 6.12 nothing ends the loop while others invalidate before each check; in 7.3 a fatal signal ' +
        'does, and nothing else.',
      is: ({ trait, values: [before, after] }) =>
        trait === 'bounds' && before === '1000 ms, after busy only' && after === 'none',
    },
  ],
  loops: [
    {
      id: 'loop/signal-only',
      title: 'while others invalidate before each check, only a fatal signal ends the loop',
      why: WHY,
      effect:
        'A device waits, and a kernel thread works, as long as somebody keeps changing the memory. One ' +
        'deadline around the loop, of which each call gets the rest, as gpusvm has it, would end it.',
      is: ({ id, before }) => before === 0 && id.endsWith('/signal-only'),
    },
  ],
};
