// SPDX-License-Identifier: GPL-2.0-or-later
import type { AddressSpace } from '../mm/address-space';
import { pfnOf } from '../mm/entry';
import { EBUSY, EFAULT, ENOMEM, EPERM, type WalkCode } from '../mm/errno';
import { handleMmFault, waitForMigration } from '../mm/fault';
import type { Vma } from '../mm/image';
import type { Slot } from '../mm/page-table';
import type { RangeRequest } from '../mm/range';
import { Ending, RangeRecord } from '../mm/range-record';
import { type PageNumber, pfnAfter } from '../mm/units';
import { CarryingPfns, HmmPfns, type Need } from './hmm-pfns';
import type { ModernRevision } from './revision';
import type { WordLayout } from './word-layout';

/**
 * How far a call has come (`struct hmm_vma_walk`), and the ways in which it leaves a piece before its end: with a
 * fault, a wait or an error.
 */
export class VmaWalk {
  /** The page at which the next walk begins: every entry before it is output, every other one input. */
  last: PageNumber = 0;

  constructor(
    protected readonly space: AddressSpace,
    protected readonly revision: ModernRevision,
    readonly record: RangeRecord,
  ) {}

  /** Faults a piece, page by page, all as write faults if any page needs one (`hmm_vma_fault`). */
  protected faultIn(
    vma: Vma,
    first: PageNumber,
    stop: PageNumber,
    need: Need,
    origin: number,
  ): WalkCode {
    const write = need === 'write fault';
    this.record.needFault(write);
    if (write && !vma.write) return this.stopAt(EPERM, Ending.denied, origin, first, stop);
    for (let page = first; page < stop; page++) {
      const faulted = handleMmFault(this.space, vma, page, write);
      if (!faulted && this.reportsNoMemory(page)) {
        return this.stopAt(ENOMEM, Ending.faultFailed, origin, first, stop);
      }
      if (!faulted) return this.stopAt(EFAULT, Ending.faultFailed, origin, first, stop);
      if (this.space.unlocked?.dropsAfter(this.space.pages.addressOf(page)) === true) {
        return this.stopAt(EBUSY, Ending.lockDropped, origin, first, stop);
      }
    }
    return this.stopAt(EBUSY, Ending.faulted, origin, first, stop);
  }

  /** Waits until the page that migrates at a slot has arrived. */
  protected waitFor(slot: Slot, first: PageNumber, stop: PageNumber, origin: number): WalkCode {
    if (!this.space.waitsInVain(origin, first)) waitForMigration(this.space, slot);
    return this.stopAt(EBUSY, Ending.waited, origin, first, stop);
  }

  /** Whether the fault of a page failed for lack of memory, and the call says so (`vm_fault_to_errno`). */
  private reportsNoMemory(failed: PageNumber): boolean {
    if (!this.revision.outOfMemoryReported) return false;
    const at = this.space.pages.addressOf(failed);
    return !this.space.failsWithLock(at) && this.space.image.faultErrors.get(at) === 'oom';
  }

  /** Ends the walk before the piece `[first, stop)`; a retry resumes there. */
  protected stopAt(
    code: WalkCode,
    ending: Ending,
    origin: number,
    first: PageNumber,
    stop: PageNumber,
  ): WalkCode {
    this.record.endWalk(ending, origin, first, stop);
    this.last = first;
    return code;
  }
}

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
