// SPDX-License-Identifier: GPL-2.0-or-later
import type { ModelName } from '../../oracle/run/side-names';
import type { PlantedFault } from './graph';

/** A wrong line that shows only where the driver did not clear its array. */
export interface UnclearedFault extends PlantedFault {
  readonly wrongSide: ModelName;
  readonly sides: readonly ModelName[];
  /** The sides that must differ anew, or the promise that must be broken. */
  readonly names: string;
}

const carrying: Pick<UnclearedFault, 'file' | 'wrongSide' | 'sides' | 'names'> = {
  file: 'modern/hmm-pfns.ts',
  wrongSide: 'modern-6.16',
  sides: ['modern-6.16'],
  names: 'carried-flags-stay',
};

export const UNCLEARED_FAULTS: readonly UnclearedFault[] = [
  {
    name: 'what stood in the low half of a word is left in one without a pfn',
    file: 'modern/hmm-pfns.ts',
    wrongSide: 'modern',
    sides: ['legacy', 'modern'],
    names: 'legacy/modern',
    within: 'putFlags',
    right: '$words[$stride * $page] = 0;',
    wrong: '',
  },
  {
    ...carrying,
    name: 'DMA flags are dropped where there is no pfn',
    within: 'putFlags',
    right: 'this.flags($page) & this.carried',
    wrong: '0',
  },
  {
    ...carrying,
    name: 'DMA flags are dropped in the word of a PTE',
    within: 'putEntry',
    right: 'this.stride === 1 ? 0 : this.flags($1) & this.carried',
    wrong: '0',
  },
  {
    ...carrying,
    name: 'DMA flags are dropped in the words of a huge page',
    within: 'putFrames',
    right: 'this.flags($page) & this.carried',
    wrong: '0',
  },
  {
    ...carrying,
    name: 'DMA flags are dropped in the word of a PTE, in 32 bits',
    wrongSide: 'modern-6.16-32',
    sides: ['modern-6.16-32'],
    within: 'putFrames',
    right: 'this.flags($page) & this.carried',
    wrong: '0',
  },
  {
    ...carrying,
    name: 'every word without a pfn has all DMA flags',
    within: 'putFlags',
    right: 'this.flags($page) & this.carried',
    wrong: 'this.carried',
  },
];
