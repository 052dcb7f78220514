// SPDX-License-Identifier: GPL-2.0-or-later
import { Ask } from '../../../mm/range';
import { isModern, type SideName, wordLayoutOf } from '../../run/side-names';
import type { Clause } from '../clause';

/** The DMA flags of a word are the driver's own. */
export const carriedFlagsStay: Clause = {
  id: 'carried-flags-stay',
  ofUnlocked: 'too',
  sees: 'what the call left',
  sides: (name) => carriedOf(name) !== 0n,
  promise:
    'Since 6.16, the flags HMM_PFN_DMA_MAPPED, P2PDMA and P2PDMA_BUS of a word are what they were before the ' +
    'call, whatever is reported; with a 32-bit long, bits of a large pfn may be set beside them.',
  violations: [],
  suspects: 'any call',
  check({ side, scenario, record }, breach) {
    const { words, wordsPerPage } = side;
    const { asks } = scenario.range;
    // In the word of 32 bits that holds a page's flags.
    const carried = Number(carriedOf(side.name) >> BigInt(32 * (wordsPerPage - 1)));
    for (let page = 0; page < record.pages; page++) {
      const got = (words[wordsPerPage * (page + 1) - 1] ?? 0) & carried;
      const due = asks[page] === Ask.all ? carried : 0;
      if (wordsPerPage === 1 ? (due & ~got) !== 0 : due !== got) breach(page);
    }
  },
};

/** The flags that a side's words carry through; 0 where there are none. */
function carriedOf(name: SideName): bigint {
  return isModern(name) ? wordLayoutOf(name).carried : 0n;
}
