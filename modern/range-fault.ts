// SPDX-License-Identifier: GPL-2.0-or-later
import type { AddressSpace } from '../mm/address-space';
import { EBUSY, LIVELOCK, type ReturnCode, WALKS_FROM_ONE_PLACE } from '../mm/errno';
import { checkRetry, eventToCome } from '../mm/notifier';
import type { RangeRequest } from '../mm/range';
import type { RangeRecord } from '../mm/range-record';
import type { PageNumber } from '../mm/units';
import { walkPageRange } from '../mm/walk';
import type { HmmPfns } from './hmm-pfns';
import type { ModernRevision } from './revision';
import { faultUnlocked } from './unlocked-call';
import { HmmWalk } from './walk-operations';
import type { WordLayout } from './word-layout';

/**
 * `hmm_range_fault()` with the fixed pfn format, as a revision does it (model.md,
 * sections 2, 3 and 6). An instance runs one call at a time on its address space, and keeps its
 * arrays for the next.
 */
export class ModernRangeFault {
  readonly record: RangeRecord;
  readonly hmmPfns: HmmPfns;
  private readonly walk: HmmWalk;

  constructor(
    readonly space: AddressSpace,
    private readonly revision: ModernRevision,
    layout: WordLayout,
  ) {
    this.walk = new HmmWalk(space, revision, layout);
    this.record = this.walk.record;
    this.hmmPfns = this.walk.hmmPfns;
  }

  /**
   * Runs one call; the result is in `record` and `hmmPfns` until the next run.
   * @throws PfnOverflowError if a pfn does not fit into a long.
   */
  run(request: RangeRequest): void {
    this.walk.begin(request);
    this.runAgain(request);
  }

  /**
   * Runs the same call once more on the array as it stands, as a driver's loop does after `-EBUSY`:
   * what the last run put out is the input now.
   * @throws PfnOverflowError if a pfn does not fit into a long.
   */
  runAgain(request: RangeRequest): void {
    const { record, space, walk } = this;
    if (request.call !== undefined && space.unlocked === null) {
      faultUnlocked(space, record, request, request.call, () => this.runAgain(request));
      return;
    }
    record.begin(request.start, request.asks.length);
    space.beginOn(request.start, record.faults);
    walk.last = 0;
    record.ret = this.retryUntilDone();
    record.stoppedAt = record.ret === 0 ? record.pages : record.within(walk.last);
  }

  private retryUntilDone(): ReturnCode {
    const { record, space, walk } = this;
    const { table } = space;
    let start: PageNumber | undefined;
    let changes = 0;
    let sameStart = 0;
    for (;;) {
      if (checkRetry(space, record.walks + 1)) return EBUSY;
      sameStart = walk.last === start ? sameStart + 1 : 0;
      const stuck = sameStart > 0 && table.mark() === changes;
      if (stuck || sameStart >= WALKS_FROM_ONE_PLACE) {
        if (!eventToCome(space, record.walks)) return LIVELOCK;
      }
      record.walks++;
      start = walk.last;
      changes = table.mark();
      const code = walkPageRange(space, walk.last, record.pages, walk, this.revision.gapIsOneHole);
      if (code !== EBUSY) return code;
      if (space.unlocked?.dropped === true) return code;
    }
  }
}
