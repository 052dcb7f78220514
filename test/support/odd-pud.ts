// SPDX-License-Identifier: GPL-2.0-or-later
import type { ScenarioDocument } from '../../oracle/scenario/schema';

/** One page below a PUD that is neither none nor present. */
export const ODD_PUD = {
  schema: 'hmm-scenario/2',
  id: 'odd-pud',
  mm: {
    ...{ nextPfn: '0x100000', zeroPfn: '0x1' },
    vmas: [
      { start: '0x7f0000000000', end: '0x7f0000001000', flags: ['read', 'write'], backing: 'anon' },
    ],
    entries: [{ at: '0x7f0000000000', level: 'pud', is: 'nonpresent' }],
  },
  range: {
    ...{ start: '0x7f0000000000', end: '0x7f0000001000' },
    ...{ default: '.', mask: '.', requests: '.', owner: 0 },
  },
} as const satisfies ScenarioDocument;
