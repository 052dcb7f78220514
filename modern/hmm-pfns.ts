// SPDX-License-Identifier: GPL-2.0-or-later
import { PFN_HIGH_SHIFT, PROTNONE_BIT, pfnOf, WRITE_BIT } from '../mm/entry';
import { Ask, type RangeRequest } from '../mm/range';
import { capacityFor } from '../mm/range-record';
import { type PageNumber, type Pfn, pfnAfter } from '../mm/units';
import {
  type BitsPerLong,
  ORDER_FIELD,
  PfnOverflowError,
  pfnLimit,
  REQ_FAULT,
  REQ_WRITE,
  requestFlags,
  VALID,
  WRITE,
} from './format';
import { DMA_FLAGS, type WordLayout } from './word-layout';

const TWO_32 = 2 ** 32;
/** The request flags of each ask. Looked up, as branch prediction learns nothing from the asks of neighbouring pages. */
const REQUEST_FLAGS = Int32Array.from(Object.values(Ask), requestFlags);
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
      const flags = REQUEST_FLAGS[asks[page] ?? 0] ?? 0;
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
    return (this.flags(page) | 0) === REQUEST_FLAGS[ask];
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

/** The fault that a page, or any page of a span, needs (`HMM_NEED_FAULT` and its kin). */
export type Need = 'nothing' | 'read fault' | 'write fault';

/** The flags that say what the CPU may do with an entry; none of them for a NUMA-hinting one. */
export function accessFlags(entry: number): number {
  if ((entry & PROTNONE_BIT) !== 0) return 0;
  return (entry & WRITE_BIT) !== 0 ? VALID | WRITE : VALID;
}

/** Tells which fault a page needs, from its input word, the defaults and the mask of one call. */
export class NeededFault {
  private defaultFlags = 0;
  private mask = 0;

  constructor(private readonly hmmPfns: HmmPfns) {}

  /** Takes over a request's defaults and mask. */
  begin(request: RangeRequest): void {
    this.defaultFlags = requestFlags(request.defaults);
    this.mask = requestFlags(request.mask);
  }

  /** `hmm_pte_need_fault`. */
  ofPage(page: PageNumber, cpuFlags: number): Need {
    const request = (this.hmmPfns.flags(page) & this.mask) | this.defaultFlags;
    if ((request & REQ_FAULT) === 0) return 'nothing';
    if ((request & REQ_WRITE) !== 0 && (cpuFlags & WRITE) === 0) return 'write fault';
    return (cpuFlags & VALID) === 0 ? 'read fault' : 'nothing';
  }

  /** `hmm_range_need_fault`, of the pages `[first, stop)`: a write fault if any page needs one. */
  ofSpan(first: PageNumber, stop: PageNumber, cpuFlags: number): Need {
    let need: Need = 'nothing';
    if (((this.defaultFlags | this.mask) & REQ_FAULT) === 0) return need;
    for (let page = first; page < stop; page++) {
      const pageNeed = this.ofPage(page, cpuFlags);
      if (pageNeed === 'write fault') return pageNeed;
      if (pageNeed === 'read fault') need = pageNeed;
    }
    return need;
  }
}
