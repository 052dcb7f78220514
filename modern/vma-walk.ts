// SPDX-License-Identifier: GPL-2.0-or-later
import type { AddressSpace } from '../mm/address-space';
import { EBUSY, EFAULT, ENOMEM, EPERM, type WalkCode } from '../mm/errno';
import { handleMmFault, waitForMigration } from '../mm/fault';
import type { Vma } from '../mm/image';
import type { Slot } from '../mm/page-table';
import { Ending, type RangeRecord } from '../mm/range-record';
import type { PageNumber } from '../mm/units';
import type { Need } from './hmm-pfns';
import type { ModernRevision } from './revision';

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
