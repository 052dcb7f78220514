// SPDX-License-Identifier: GPL-2.0-or-later
import { PFN_HIGH_SHIFT, pfnOf } from '../mm/entry';
import { Ask, type RangeRequest } from '../mm/range';
import { capacityFor } from '../mm/range-record';
import { type PageNumber, type Pfn, pfnAfter } from '../mm/units';
import { type BitsPerLong, PfnOverflowError, pfnLimit, requestFlags } from './format';

const TWO_32 = 2 ** 32;
/** The request flags of a word with all bits set: of an array that was never cleared. */
const ALL_ONES = requestFlags(Ask.all);

/**
 * `range->hmm_pfns`, an array of `unsigned long`: `stride` 32-bit words a page, low first. The last
 * of them holds the flags.
 */
export class HmmPfns {
  words: Uint32Array = new Uint32Array(128);
  protected readonly stride: 1 | 2;

  /** The first pfn that does not fit below the output flags. */
  private readonly limit: number;

  constructor(readonly bits: BitsPerLong) {
    this.stride = bits === 64 ? 2 : 1;
    this.limit = pfnLimit(bits);
  }

  /** Takes over a request: fills the array with its input. */
  begin(request: RangeRequest): void {
    const { asks } = request;
    const { stride } = this;
    if (this.words.length < stride * asks.length) {
      this.words = new Uint32Array(stride * capacityFor(asks.length));
    }
    const { words } = this;
    for (let page = 0; page < asks.length; page++) {
      const flags = requestFlags(asks[page] ?? 0);
      words[stride * page] = flags === ALL_ONES ? flags : 0;
      words[stride * page + stride - 1] = flags;
    }
  }

  /** The flags of a page's word: a request, as long as the page has no output. */
  flags(page: PageNumber): number {
    return this.words[this.stride * page + this.stride - 1] ?? 0;
  }

  /** Whether a page's word is still exactly the request that asks this. */
  holdsRequest(page: PageNumber, ask: number): boolean {
    if (ask === Ask.all) return this.holdsAllOnes(page);
    if (this.stride === 2 && this.words[2 * page] !== 0) return false;
    return (this.flags(page) | 0) === requestFlags(ask);
  }

  private holdsAllOnes(page: PageNumber): boolean {
    return this.words[this.stride * page] === TWO_32 - 1 && this.flags(page) === TWO_32 - 1;
  }

  /** Stores flags without a pfn; 0 is "none". */
  putFlags(first: PageNumber, stop: PageNumber, flags: number): void {
    const { words, stride } = this;
    for (let page = first; page < stop; page++) {
      words[stride * page] = 0;
      words[stride * page + stride - 1] = flags;
    }
  }

  /**
   * Stores the pfn of an entry, given by its two words, and flags.
   * @throws PfnOverflowError if the pfn does not fit below the flags.
   */
  putEntry(page: PageNumber, entryLow: number, entryHigh: number, flags: number): void {
    if (this.stride === 2) {
      this.words[2 * page] = entryLow;
      this.words[2 * page + 1] = (entryHigh >>> PFN_HIGH_SHIFT) | flags;
    } else {
      this.putFrames(page, page + 1, pfnOf(entryLow, entryHigh), flags);
    }
  }

  /**
   * Stores neighbouring frames, `frame` for the first page. As in the kernel nothing keeps a pfn out of the
   * order field and the DMA flags: in a long of 32 bits a large one runs into them.
   * @throws PfnOverflowError if one of them does not fit below the flags.
   */
  putFrames(first: PageNumber, stop: PageNumber, frame: Pfn, flags: number): void {
    const { words, stride, limit } = this;
    const fits = Math.min(stop, first + Math.max(0, limit - frame));
    // Counted in halves of 32 bits: a pfn has more.
    let low = frame | 0;
    let high = (frame / TWO_32) | flags;
    for (let page = first; page < fits; page++) {
      if (stride === 2) {
        words[2 * page] = low;
        words[2 * page + 1] = high;
      } else {
        words[page] = low | flags;
      }
      low = (low + 1) | 0;
      if (low === 0) high++;
    }
    if (fits < stop) throw new PfnOverflowError(fits, pfnAfter(frame, fits - first));
  }
}
