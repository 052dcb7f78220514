// SPDX-License-Identifier: GPL-2.0-or-later
import type { AddressSpace } from '../mm/address-space';
import { EBUSY, EFAULT, EPERM, WALKS_FROM_ONE_PLACE, type WalkCode } from '../mm/errno';
import { handleMmFault, waitForMigration } from '../mm/fault';
import type { Vma } from '../mm/image';
import type { Slot } from '../mm/page-table';
import { Ask, type RangeRequest } from '../mm/range';
import { capacityFor, Ending, RangeRecord } from '../mm/range-record';
import { type PageNumber, type Pfn, pfnAfter } from '../mm/units';
import { hasAnyBit, type Word64 } from '../mm/word64';
import { encodeAsk, type LegacyFormat } from './format';
import { NOUVEAU } from './known-formats';

/** What a page needs before it can be reported: bits, joined over a span. */
export const NEED_FAULT = 1;
export const NEED_WRITE_FAULT = 2;
const ASKS = Object.values(Ask);
const NEED_BOTH = NEED_FAULT | NEED_WRITE_FAULT;

/** The CPU flags of an entry that the CPU may not use. */
export const NO_FLAGS: Word64 = { low: 0, high: 0 };

/**
 * `range->pfns` and the rules that read and write its words: requests in, entries out.
 *
 * Flags are raw bits: a request "has VALID" if any bit of `flags[VALID]` is set in it, and an entry
 * is "not writable" if its CPU flags have no bit of `flags[WRITE]`; with ill-formed formats that
 * matters. Pages are counted from the start of the range.
 */
export class LegacyPfns {
  /** Two 32-bit words a page, low first. */
  words: Uint32Array = new Uint32Array(128);
  format = NOUVEAU;
  /** The word of each ask, low half first. Looked up, as branch prediction learns nothing from the asks of neighbouring pages. */
  private readonly requests = new Int32Array(2 * ASKS.length);
  private defaults = NO_FLAGS;
  private mask = NO_FLAGS;
  /** Whether the defaults or the mask let any request for a fault through. */
  private mayFault = false;

  constructor() {
    this.takeFormat(this.format);
  }

  /** Takes over a request: fills the array with its input. */
  begin(request: RangeRequest, format = this.format): void {
    const pages = request.asks.length;
    if (this.words.length < 2 * pages) this.words = new Uint32Array(2 * capacityFor(pages));
    if (format !== this.format) this.takeFormat(format);
    this.fillRequests(request.asks);
    this.defaults = encodeAsk(format, request.defaults);
    this.mask = encodeAsk(format, request.mask);
    const low = this.defaults.low | this.mask.low;
    const high = this.defaults.high | this.mask.high;
    this.mayFault = hasAnyBit(format.valid, low, high);
  }

  private takeFormat(format: LegacyFormat): void {
    this.format = format;
    for (const ask of ASKS) {
      const { low, high } = encodeAsk(format, ask);
      this.requests[2 * ask] = low;
      this.requests[2 * ask + 1] = high;
    }
  }

  private fillRequests(asks: Uint8Array): void {
    const { words, requests } = this;
    for (let page = 0; page < asks.length; page++) {
      const ask = asks[page] ?? Ask.nothing;
      words[2 * page] = requests[2 * ask] ?? 0;
      words[2 * page + 1] = requests[2 * ask + 1] ?? 0;
    }
  }

  /** Which fault a page needs, given its entry's CPU flags (`hmm_pte_need_fault`). */
  pageNeeds(page: PageNumber, cpuFlags: Word64): number {
    const { words, mask, defaults } = this;
    const { valid, write } = this.format;
    const low = ((words[2 * page] ?? 0) & mask.low) | defaults.low;
    const high = ((words[2 * page + 1] ?? 0) & mask.high) | defaults.high;
    if (!hasAnyBit(valid, low, high)) return 0;
    if (hasAnyBit(write, low, high) && !hasAnyBit(write, cpuFlags.low, cpuFlags.high))
      return NEED_BOTH;
    return hasAnyBit(valid, cpuFlags.low, cpuFlags.high) ? 0 : NEED_FAULT;
  }

  /** The union over the pages `[first, stop)` (`hmm_range_need_fault`). */
  spanNeeds(first: PageNumber, stop: PageNumber, cpuFlags: Word64): number {
    let need = 0;
    if (!this.mayFault) return need;
    for (let page = first; page < stop; page++) {
      need |= this.pageNeeds(page, cpuFlags);
      if (need === NEED_BOTH) break;
    }
    return need;
  }

  /** Whether a page's word is still exactly the request that asks this. */
  holdsRequest(page: PageNumber, ask: number): boolean {
    const { requests } = this;
    return this.holds(page, { low: requests[2 * ask] ?? 0, high: requests[2 * ask + 1] ?? 0 });
  }

  /** Whether a page's word is exactly this one. */
  holds(page: PageNumber, { low, high }: Word64): boolean {
    return (
      ((this.words[2 * page] ?? 0) | 0) === low && ((this.words[2 * page + 1] ?? 0) | 0) === high
    );
  }

  /** Stores one of the format's values. */
  putValue(page: PageNumber, value: Word64): void {
    this.words[2 * page] = value.low;
    this.words[2 * page + 1] = value.high;
  }

  /** `hmm_device_entry_from_pfn(…) | flags`: the former brings the valid bit, whatever the flags. */
  putPage(page: PageNumber, frame: Pfn, cpuFlags: Word64): void {
    const { format, words } = this;
    words[2 * page] = format.shiftedLow(frame) | format.valid.low | cpuFlags.low;
    words[2 * page + 1] = format.shiftedHigh(frame) | format.valid.high | cpuFlags.high;
  }

  fillValue(first: PageNumber, stop: PageNumber, value: Word64): void {
    for (let page = first; page < stop; page++) this.putValue(page, value);
  }

  /** Stores neighbouring frames, `frame` for the first page. */
  fillPages(first: PageNumber, stop: PageNumber, frame: Pfn, cpuFlags: Word64): void {
    for (let page = first; page < stop; page++) {
      this.putPage(page, pfnAfter(frame, page - first), cpuFlags);
    }
  }
}

/**
 * How far a call has come (`struct hmm_vma_walk`), and the ways in which it leaves a piece before
 * its end: with a fault, a wait or an error.
 */
export class HmmVmaWalk {
  readonly record = new RangeRecord();
  /**
   * `hmm_vma_walk.last`, as a page of the range: where a retry resumes, and what v5.7's page count is
   * computed from.
   */
  last = 0;
  /** The first page of the piece that the last walk left early. */
  private left = 0;

  /** Where the last walk began, and the point in the page table's history at that time. */
  private from = 0;
  private mark = 0;
  /** How many walks in a row ended where they began. */
  private onTheSpot = 0;
  /** Whether the next walk would do what the last one did, unless others change something. */
  getsNoFurther = false;

  constructor(private readonly space: AddressSpace) {}

  /** Begins a run of the call at the start of its range. */
  begin(request: RangeRequest): void {
    this.record.begin(request.start, request.asks.length);
    this.space.beginOn(request.start, this.record.faults);
    this.last = 0;
    this.left = 0;
    this.onTheSpot = 0;
    this.getsNoFurther = false;
  }

  /** A walk begins at `last`. */
  beginWalk(): void {
    this.from = this.last;
    this.mark = this.space.table.mark();
  }

  /** That walk ended in an internal retry: finds out whether it was any use. */
  endWalk(): void {
    this.onTheSpot = this.last === this.from ? this.onTheSpot + 1 : 0;
    const unchanged = this.space.table.mark() === this.mark;
    this.getsNoFurther =
      this.onTheSpot > 0 && (unchanged || this.onTheSpot >= WALKS_FROM_ONE_PLACE);
  }

  /** The page at which the last walk left early. */
  get leftAt(): number {
    return this.record.within(this.left);
  }

  /** Faults a piece, page by page, all as write faults if any page needs one (`hmm_vma_fault`). */
  fault(vma: Vma, first: PageNumber, stop: PageNumber, need: number, origin: number): WalkCode {
    const write = (need & NEED_WRITE_FAULT) !== 0;
    this.record.needFault(write);
    if (write && !vma.write) return this.leave(EPERM, Ending.denied, origin, first, stop);
    for (let page = first; page < stop; page++) {
      if (!handleMmFault(this.space, vma, page, write)) {
        return this.leave(EFAULT, Ending.faultFailed, origin, first, stop);
      }
    }
    return this.leave(EBUSY, Ending.faulted, origin, first, stop);
  }

  /** Waits until the page that migrates at a slot has arrived. */
  wait(slot: Slot, first: PageNumber, stop: PageNumber, origin: number): WalkCode {
    if (!this.space.waitsInVain(origin, first)) waitForMigration(this.space, slot);
    return this.leave(EBUSY, Ending.waited, origin, first, stop);
  }

  /** Fails with `-EFAULT` where a fault is needed and none can help. */
  fail(first: PageNumber, stop: PageNumber, origin: number): WalkCode {
    return this.leave(EFAULT, Ending.impossible, origin, first, stop);
  }

  /** Ends the walk before the piece `[first, stop)`; a retry resumes there. */
  private leave(
    code: WalkCode,
    ending: Ending,
    origin: number,
    first: PageNumber,
    stop: PageNumber,
  ): WalkCode {
    this.record.endWalk(ending, origin, first, stop);
    this.last = first;
    this.left = first;
    return code;
  }
}
