// SPDX-License-Identifier: GPL-2.0-or-later
import { pfnOf } from '../mm/entry';
import type { PageTable, Slot } from '../mm/page-table';
import type { RangeRequest } from '../mm/range';
import { RangeRecord } from '../mm/range-record';
import {
  ADDRESS_ZERO,
  type Address,
  advance,
  PAGE_SIZE,
  pagesBetween,
  pfnAfter,
  slotStart,
} from '../mm/units';
import { CarryingPfns } from './carrying-pfns';
import { HmmPfns } from './hmm-pfns';
import type { WordLayout } from './word-layout';

/**
 * What one call puts out: words into the array, and beside each what it was filled from. Pieces are
 * told by their addresses.
 */
export class RangeOutput {
  readonly record = new RangeRecord();
  readonly hmmPfns: HmmPfns;
  private start = ADDRESS_ZERO;

  /** @param table where mapped slots stand. */
  constructor(
    private readonly table: PageTable,
    layout: WordLayout,
  ) {
    this.hmmPfns = layout.carried === 0n ? new HmmPfns(layout.bits) : new CarryingPfns(layout);
  }

  /** Takes over a request: fills the array with its input. */
  begin(request: RangeRequest): void {
    this.hmmPfns.begin(request);
    this.start = request.start;
  }

  /** The page of the range at an address, which can be its end. */
  index(at: Address): number {
    return this.record.within(pagesBetween(this.start, at));
  }

  addressOf(page: number): Address {
    return advance(this.start, page * PAGE_SIZE);
  }

  /** The same flags, without a pfn, for every page of a piece; 0 is "none". */
  putFlags(start: Address, end: Address, flags: number, origin: number): 0 {
    const stop = this.index(end);
    this.hmmPfns.putFlags(this.index(start), stop, flags);
    this.record.origins.fill(origin, this.index(start), stop);
    return 0;
  }

  /** Flags without a pfn for one page. */
  putPageFlags(page: number, flags: number, origin: number): 0 {
    this.hmmPfns.putFlags(page, page + 1, flags);
    this.record.origins[page] = origin;
    return 0;
  }

  /** The pfn of an entry, given by its two words, and flags for one page. */
  putEntry(page: number, low: number, entry: number, flags: number): 0 {
    this.hmmPfns.putEntry(page, low, entry, flags);
    this.record.origins[page] = entry;
    return 0;
  }

  /** A piece whose first page has the pfn of the entry, wherever in the slot the piece begins. */
  putPiece(slot: Slot, start: Address, end: Address, flags: number, origin: number): 0 {
    const frame = pfnOf(this.table.low(slot), this.table.high(slot));
    const stop = this.index(end);
    this.hmmPfns.putFrames(this.index(start), stop, frame, flags);
    this.record.origins.fill(origin, this.index(start), stop);
    return 0;
  }

  /**
   * A piece of a mapping of `pages` pages. Page i counts from the start of the mapping's slot, not
   * of the piece.
   */
  putMapping(
    slot: Slot,
    start: Address,
    end: Address,
    pages: number,
    flags: number,
    origin: number,
  ): 0 {
    const skipped = pagesBetween(slotStart(start, pages * PAGE_SIZE), start);
    const frame = pfnAfter(pfnOf(this.table.low(slot), this.table.high(slot)), skipped);
    const stop = this.index(end);
    this.hmmPfns.putFrames(this.index(start), stop, frame, flags);
    this.record.origins.fill(origin, this.index(start), stop);
    return 0;
  }
}
