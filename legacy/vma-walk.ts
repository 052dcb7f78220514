// SPDX-License-Identifier: GPL-2.0-or-later
import type { AddressSpace } from '../mm/address-space';
import { EBUSY, EFAULT, EPERM, WALKS_FROM_ONE_PLACE, type WalkCode } from '../mm/errno';
import { handleMmFault, waitForMigration } from '../mm/fault';
import type { Vma } from '../mm/image';
import type { Slot } from '../mm/page-table';
import type { RangeRequest } from '../mm/range';
import { Ending, RangeRecord } from '../mm/range-record';
import type { PageNumber } from '../mm/units';
import { NEED_WRITE_FAULT } from './pfns';

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
