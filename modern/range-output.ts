// SPDX-License-Identifier: GPL-2.0-or-later
import type { AddressSpace } from '../mm/address-space';
import { pfnOf } from '../mm/entry';
import type { Slot } from '../mm/page-table';
import type { RangeRequest } from '../mm/range';
import { RangeRecord } from '../mm/range-record';
import { type PageNumber, pfnAfter } from '../mm/units';
import { CarryingPfns, HmmPfns } from './hmm-pfns';
import type { WordLayout } from './word-layout';

/**
 * What one call puts out: words into the array, and beside each what it was filled from. A piece is
 * the pages `[first, stop)` of the range.
 */
export class RangeOutput {
  readonly record = new RangeRecord();
  readonly hmmPfns: HmmPfns;

  constructor(
    private readonly space: AddressSpace,
    layout: WordLayout,
  ) {
    this.hmmPfns = layout.carried === 0n ? new HmmPfns(layout.bits) : new CarryingPfns(layout);
  }

  /** Takes over a request: fills the array with its input. */
  begin(request: RangeRequest): void {
    this.hmmPfns.begin(request);
  }

  /** A page at which a piece begins or ends; see {@link RangeRecord.within}. */
  index(page: PageNumber): number {
    return this.record.within(page);
  }

  /** The same flags, without a pfn, for every page of a piece; 0 is "none". */
  putFlags(first: PageNumber, stop: PageNumber, flags: number, origin: number): 0 {
    this.hmmPfns.putFlags(this.index(first), this.index(stop), flags);
    this.record.fillOrigins(first, stop, origin);
    return 0;
  }

  /** Flags without a pfn for one page. */
  putPageFlags(page: PageNumber, flags: number, origin: number): 0 {
    this.hmmPfns.putFlags(page, page + 1, flags);
    this.record.origins[page] = origin;
    return 0;
  }

  /** The pfn of an entry, given by its two words, and flags for one page. */
  putEntry(page: PageNumber, low: number, entry: number, flags: number): 0 {
    this.hmmPfns.putEntry(page, low, entry, flags);
    this.record.origins[page] = entry;
    return 0;
  }

  /** A piece whose first page has the pfn of the entry, wherever in the slot the piece begins. */
  putPiece(slot: Slot, first: PageNumber, stop: PageNumber, flags: number, origin: number): 0 {
    const { table } = this.space;
    const frame = pfnOf(table.low(slot), table.high(slot));
    this.hmmPfns.putFrames(this.index(first), this.index(stop), frame, flags);
    this.record.fillOrigins(first, stop, origin);
    return 0;
  }

  /**
   * A piece of a mapping of `pages` pages. Page i counts from the start of the mapping's slot, not
   * of the piece.
   */
  putMapping(
    slot: Slot,
    first: PageNumber,
    stop: PageNumber,
    pages: number,
    flags: number,
    origin: number,
  ): 0 {
    const { table } = this.space;
    const skipped = this.space.pages.skippedIn(first, pages);
    const frame = pfnAfter(pfnOf(table.low(slot), table.high(slot)), skipped);
    this.hmmPfns.putFrames(this.index(first), this.index(stop), frame, flags);
    this.record.fillOrigins(first, stop, origin);
    return 0;
  }
}
