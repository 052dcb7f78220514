// SPDX-License-Identifier: GPL-2.0-or-later
import { type PageNumber, type Pfn, pfnAfter } from '../mm/units';
import { ORDER_FIELD } from './format';
import { HmmPfns } from './hmm-pfns';
import { DMA_FLAGS, type WordLayout } from './word-layout';

/**
 * The array as 6.16 and later lay it out: three DMA flags below the output flags stay in every word
 * that is written (`HMM_PFN_INOUT_FLAGS`), and the order stands three bits lower. Who writes a word
 * gives its order in the place of 5.9, as in `HmmPfns`.
 */
export class CarryingPfns extends HmmPfns {
  /** The DMA flags, in the word that holds the flags. */
  private readonly carried: number;

  constructor({ bits, carried }: WordLayout) {
    super(bits);
    this.carried = Number(BigInt.asIntN(32, carried >> BigInt(bits - 32)));
  }

  override putFlags(first: PageNumber, stop: PageNumber, flags: number): void {
    for (let page = first; page < stop; page++) {
      const kept = this.flags(page) & this.carried;
      super.putFlags(page, page + 1, flags | kept);
    }
  }

  override putEntry(page: PageNumber, entryLow: number, entryHigh: number, flags: number): void {
    // On 32 bits an entry is stored as a frame is: see below.
    const kept = this.stride === 1 ? 0 : this.flags(page) & this.carried;
    super.putEntry(page, entryLow, entryHigh, flags | kept);
  }

  override putFrames(first: PageNumber, stop: PageNumber, frame: Pfn, flags: number): void {
    for (let page = first; page < stop; page++) {
      const kept = this.flags(page) & this.carried;
      super.putFrames(page, page + 1, pfnAfter(frame, page - first), moved(flags) | kept);
    }
  }
}

/** Flags with their order where 6.16 has it. */
function moved(flags: number): number {
  return (flags & ~ORDER_FIELD) | ((flags & ORDER_FIELD) >>> DMA_FLAGS);
}
