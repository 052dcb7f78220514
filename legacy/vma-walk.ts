// SPDX-License-Identifier: GPL-2.0-or-later
import type { AddressSpace } from '../mm/address-space';
import { EBUSY, EFAULT, EPERM, WALKS_FROM_ONE_PLACE, type WalkCode } from '../mm/errno';
import { handleMmFault, waitForMigration } from '../mm/fault';
import type { Slot } from '../mm/page-table';
import type { RangeRequest } from '../mm/range';
import { Ending, RangeRecord } from '../mm/range-record';
import { ADDRESS_ZERO, type Address, advance, PAGE_SIZE, pagesBetween } from '../mm/units';
import type { Vma } from '../mm/vma';
import { NEED_WRITE_FAULT } from './pfns';

/**
 * How far a call has come (`struct hmm_vma_walk`), and the ways in which it leaves a piece before
 * its end: with a fault, a wait or an error.
 */
export class HmmVmaWalk {
  readonly record = new RangeRecord();
  /** `hmm_vma_walk.last`: where a retry resumes, and what v5.7's page count is computed from. */
  last = ADDRESS_ZERO;
  private start = ADDRESS_ZERO;
  /** The start of the piece that the last walk left early. */
  private left = ADDRESS_ZERO;

  /** Where the last walk began, and the point in the page table's history at that time. */
  private from = ADDRESS_ZERO;
  private mark = 0;
  /** How many walks in a row ended where they began. */
  private onTheSpot = 0;
  /** Whether the next walk would do what the last one did, unless others change something. */
  getsNoFurther = false;

  constructor(private readonly space: AddressSpace) {}

  /** Begins a run of the call at the start of its range. */
  begin(request: RangeRequest): void {
    this.record.begin(request.asks.length);
    this.space.trace = this.record.faults;
    this.start = request.start;
    this.last = request.start;
    this.left = request.start;
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

  /** The page of the range at an address, which can be its end. */
  pageOf(at: Address): number {
    return this.record.within(pagesBetween(this.start, at));
  }

  /** The page at which the last walk left early. */
  get leftAt(): number {
    return this.pageOf(this.left);
  }

  /** Faults a piece, page by page, all as write faults if any page needs one (`hmm_vma_fault`). */
  fault(vma: Vma, start: Address, end: Address, need: number, origin: number): WalkCode {
    const write = (need & NEED_WRITE_FAULT) !== 0;
    this.record.needFault(write);
    if (write && !vma.write) return this.leave(EPERM, Ending.denied, origin, start, end);
    for (let at = start; at < end; at = advance(at, PAGE_SIZE)) {
      if (!handleMmFault(this.space, vma, at, write)) {
        return this.leave(EFAULT, Ending.faultFailed, origin, start, end);
      }
    }
    return this.leave(EBUSY, Ending.faulted, origin, start, end);
  }

  /** Waits until the page that migrates at a slot has arrived. */
  wait(slot: Slot, start: Address, end: Address, origin: number): WalkCode {
    if (!this.space.waitsInVain(origin, start)) waitForMigration(this.space, slot);
    return this.leave(EBUSY, Ending.waited, origin, start, end);
  }

  /** Fails with `-EFAULT` where a fault is needed and none can help. */
  fail(start: Address, end: Address, origin: number): WalkCode {
    return this.leave(EFAULT, Ending.impossible, origin, start, end);
  }

  /** Ends the walk before the piece `[start, end)`; a retry resumes there. */
  private leave(
    code: WalkCode,
    ending: Ending,
    origin: number,
    start: Address,
    end: Address,
  ): WalkCode {
    this.record.endWalk(ending, origin, start, end);
    this.last = start;
    this.left = start;
    return code;
  }
}
