// SPDX-License-Identifier: GPL-2.0-or-later
import type { KnownPlaceFault } from './known-fault';

const FORMATS = { sides: ['legacy', 'modern'], among: 'anything' } as const;

/** Input that is destroyed on -EBUSY, in three ways. */
export const INPUT_FAULTS: readonly KnownPlaceFault[] = [
  {
    ...FORMATS,
    wrongSide: 'modern',
    name: '-EBUSY clears the rest of the array',
    file: 'modern/range-fault.ts',
    within: 'retryUntilDone',
    right: 'return EBUSY;',
    wrong: '{ this.hmmPfns.putFlags(record.within(walk.last), record.pages, 0); return EBUSY; }',
  },
  {
    ...FORMATS,
    wrongSide: 'modern',
    name: '-EBUSY before the first walk clears the array',
    file: 'modern/range-fault.ts',
    within: 'retryUntilDone',
    right: 'return EBUSY;',
    wrong: '{ if (record.walks === 0) this.hmmPfns.putFlags(0, record.pages, 0); return EBUSY; }',
  },
  {
    ...FORMATS,
    wrongSide: 'legacy',
    name: '-EBUSY fills the page that the walk left',
    file: 'legacy/range-fault.ts',
    within: 'walkUntilDone',
    right: 'return EBUSY;',
    wrong:
      '{ this.pfns.fillValue(walk.leftAt, walk.leftAt + 1, this.pfns.format.error); return EBUSY; }',
  },
];
