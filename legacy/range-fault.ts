// SPDX-License-Identifier: GPL-2.0-or-later
import type { AddressSpace } from '../mm/address-space';
import { EBUSY, LIVELOCK, type ReturnCode } from '../mm/errno';
import { checkRetry, eventToCome } from '../mm/notifier';
import type { RangeRequest } from '../mm/range';
import type { RangeRecord } from '../mm/range-record';
import { walkPageRange } from '../mm/walk';
import type { LegacyFormat, LegacyRevision } from './format';
import { HmmVmaWalk, LegacyPfns } from './vma-walk';
import { HmmWalkOperations } from './walk-operations';

/**
 * `hmm_range_fault()` with the customizable pfn format (model.md, sections 2 and 3). An instance
 * runs one call at a time on its address space, and keeps its arrays for the next.
 */
export class LegacyRangeFault {
  readonly record: RangeRecord;
  readonly pfns = new LegacyPfns();
  private readonly walk: HmmVmaWalk;
  private readonly operations: HmmWalkOperations;

  constructor(
    readonly space: AddressSpace,
    revision: LegacyRevision,
  ) {
    this.walk = new HmmVmaWalk(space);
    this.record = this.walk.record;
    this.operations = new HmmWalkOperations(space, revision, this.walk, this.pfns);
  }

  /** The page count that v5.7 returns on success; it can be short of the pages filled, even 0. */
  get pageCount(): number {
    return this.record.within(this.walk.last);
  }

  /** Runs one call; the result is in `record`, `pfns` and `pageCount` until the next run. */
  run(request: RangeRequest, format: LegacyFormat): void {
    this.pfns.begin(request, format);
    this.operations.owner = request.owner;
    this.runAgain(request);
  }

  /**
   * Runs the same call once more on the array as it stands, as a driver's loop does after `-EBUSY`:
   * what the last run put out is the input now.
   */
  runAgain(request: RangeRequest): void {
    const { record, walk } = this;
    walk.begin(request);
    record.ret = this.walkUntilDone();
    record.stoppedAt = record.ret === 0 ? record.pages : walk.leftAt;
  }

  /** The loop of `hmm_range_fault`: walks again as long as a walk ends in an internal retry. */
  private walkUntilDone(): ReturnCode {
    const { record, space, walk, operations } = this;
    for (;;) {
      if (checkRetry(space, record.walks + 1)) return EBUSY;
      if (walk.getsNoFurther && !eventToCome(space, record.walks)) return LIVELOCK;
      record.walks++;
      walk.beginWalk();
      const code = walkPageRange(space, walk.last, record.pages, operations);
      if (code !== EBUSY) return code;
      walk.endWalk();
    }
  }
}
