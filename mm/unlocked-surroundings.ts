// SPDX-License-Identifier: GPL-2.0-or-later
import type { AddressSpaceImage, LockDrop, ThreadEvent } from './image';
import type { Address } from './units';

/**
 * What goes on around a call that takes the mmap lock itself (`hmm_range_fault_unlocked_timeout()`):
 * the time, signals, invalidations, and page faults that drop the lock.
 */
export class UnlockedSurroundings {
  /** Jiffies since the call began. */
  now = 0;
  /** Whether a fatal signal is pending. */
  killed = false;
  /** How many invalidations there were. */
  invalidations = 0;
  /** Whether the last page fault dropped the mmap lock. */
  dropped = false;
  /** How many of those drops there were that are counted: each brings the call nearer to its end. */
  countedDrops = 0;
  private readonly left = new Map<Address, number>();
  /** The walk before which events happened last. */
  private reached = 0;

  constructor(private readonly drops: AddressSpaceImage['lockDrops']) {}

  /** Whether it is the first time that the call comes to this walk. */
  comesTo(walk: number): boolean {
    const isFirst = walk !== this.reached;
    this.reached = walk;
    return isFirst;
  }

  /** Another thread did something. */
  meet({ elapsed, killed }: ThreadEvent): void {
    this.now += elapsed ?? 0;
    if (killed === true) this.killed = true;
  }

  /** Whether the page fault that begins drops the lock before it has done anything. */
  retries(at: Address): boolean {
    this.dropped = this.dropsNow(at, 'retry');
    return this.dropped;
  }

  /** To be called when a page fault has succeeded: whether it dropped the lock, before or after. */
  dropsAfter(at: Address): boolean {
    if (!this.dropped) this.dropped = this.dropsNow(at, 'completed');
    return this.dropped;
  }

  /** Whether page faults of the page still drop the lock in this way; if so, this one does. */
  private dropsNow(at: Address, result: LockDrop['result']): boolean {
    const drop = this.drops?.get(at);
    if (drop?.result !== result) return false;
    const left = this.left.get(at) ?? drop.times;
    if (left === 0) return false;
    if (left === Number.POSITIVE_INFINITY) return true;
    this.left.set(at, left - 1);
    this.countedDrops++;
    return true;
  }
}
