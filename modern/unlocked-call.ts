// SPDX-License-Identifier: GPL-2.0-or-later
import type { AddressSpace } from '../mm/address-space';
import { EBUSY, EINTR, LIVELOCK, type ReturnCode } from '../mm/errno';
import { eventToCome } from '../mm/notifier';
import type { RangeRequest, UnlockedCall } from '../mm/range';
import type { InnerAttempt, InnerEnd, RangeRecord } from '../mm/range-record';
import { UnlockedSurroundings } from '../mm/unlocked-surroundings';

/**
 * `hmm_range_fault_unlocked_timeout()` of 7.3 (model.md, section 7): takes the sequence and the mmap lock
 * itself, and begins again from the start of the range after an invalidation, and after a page fault
 * that dropped the lock. The array stays as the attempt before has left it.
 *
 * @param record of the call; holds all of it in the end, and its attempts.
 * @param runLocked `hmm_range_fault()` on the array as it stands; leaves what it returns in the record.
 */
export function faultUnlocked(
  space: AddressSpace,
  record: RangeRecord,
  { start, asks }: RangeRequest,
  call: UnlockedCall,
  runLocked: () => void,
): void {
  record.begin(start, asks.length);
  space.unlocked = new UnlockedSurroundings(space.image.lockDrops);
  record.inAttempts = true;
  try {
    new Attempts(space, record, call, space.unlocked).run(runLocked);
  } finally {
    record.inAttempts = false;
    space.unlocked = null;
  }
}

/** All that decides how an attempt goes, and what can change from one to the next. */
interface Progress {
  readonly mark: number;
  readonly countedDrops: number;
  readonly inputFrom: number;
}

class Attempts {
  private readonly done: InnerAttempt[] = [];
  /** Without a timeout there is none. */
  private deadline = Number.POSITIVE_INFINITY;
  private sequence = 0;
  private time = 0;
  private walks = 0;

  constructor(
    private readonly space: AddressSpace,
    private readonly record: RangeRecord,
    private readonly call: UnlockedCall,
    private readonly around: UnlockedSurroundings,
  ) {}

  run(runLocked: () => void): void {
    const { record, around } = this;
    record.attempts = this.done;
    // As if a page fault before had dropped the lock: the time begins.
    around.dropped = true;
    let end: InnerEnd;
    do {
      this.begin();
      end = this.attempt(runLocked);
      this.add(end);
    } while ((end === 'stale' || end === 'lock-dropped') && record.ret === EBUSY);
    // What never returns hands over no word.
    if (record.ret === LIVELOCK) record.stoppedAt = 0;
  }

  /** One turn of the loop; the record has what the call returns, if this is the last one. */
  private attempt(runLocked: () => void): InnerEnd {
    const { record, around } = this;
    record.stoppedAt = 0;
    record.ret = around.killed ? EINTR : EBUSY;
    // `mmap_read_lock_killable()`
    if (around.killed) return 'interrupted';
    if (around.now > this.deadline) return 'timed-out';
    around.dropped = false;
    const before = this.progress();
    const ret = this.runOnce(runLocked);
    if (ret === LIVELOCK) return 'endless';
    if (ret !== EBUSY) return ret === 0 ? 'done' : 'failed';
    if (!around.dropped) {
      // Or it would be stale forever.
      if (around.invalidations === this.sequence) {
        throw new RangeError('an attempt is stale, and nothing was invalidated since it began');
      }
      return 'stale';
    }
    if (around.killed) record.ret = EINTR;
    else if (this.isEndless(before)) record.ret = LIVELOCK;
    return around.killed ? 'interrupted' : 'lock-dropped';
  }

  /** `mmu_interval_read_begin()`; a lock that was dropped gives the call all of its time again. */
  private begin(): void {
    const { space, record, call, around } = this;
    if (around.dropped && call.timeout > 0) this.deadline = around.now + call.timeout;
    space.stale = false;
    this.sequence = around.invalidations;
    this.time = around.now;
    this.walks = record.walks;
    record.beginAttempt();
  }

  private runOnce(runLocked: () => void): ReturnCode {
    runLocked();
    return this.record.ret;
  }

  private add(end: InnerEnd): void {
    const { record, sequence, time } = this;
    const walks = record.walks - this.walks;
    this.done.push({ sequence, time, walks, stoppedAt: record.stoppedAt, end });
  }

  private progress(): Progress {
    const { space, around, record } = this;
    const { inputFrom } = record;
    return { mark: space.table.mark(), countedDrops: around.countedDrops, inputFrom };
  }

  /**
   * Whether the next attempt would do what the last one has done, which a page fault ended that drops the
   * lock each time: nothing has changed, no word more is output, and nobody else comes.
   */
  private isEndless(before: Progress): boolean {
    const { mark, countedDrops, inputFrom } = this.progress();
    return (
      mark === before.mark &&
      countedDrops === before.countedDrops &&
      inputFrom === before.inputFrom &&
      !eventToCome(this.space, this.record.walks)
    );
  }
}
