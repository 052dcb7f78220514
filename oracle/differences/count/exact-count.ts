// SPDX-License-Identifier: GPL-2.0-or-later
import { AddressSpace } from '../../../mm/address-space';
import { SKIP_VMA } from '../../../mm/errno';
import type { Observer } from '../../../mm/observer';
import type { PageNumber } from '../../../mm/units';
import type { WalkOperations } from '../../../mm/walk-operations';
import { runOrThrow } from '../../run/runner';
import type { Side } from '../../run/side';
import { isAmong, kindsThat } from '../../scenario/entry-kinds';
import type { Scenario } from '../../scenario/scenario';

/**
 * The count that v5.7 must return on a scenario that it succeeds on (model.md, section 3), from the
 * pieces of the final walk. Found by an experiment: a twin of the side is watched, so what the side
 * itself noted down has no part in it. The last answer for a side is kept.
 *
 * @param side one that returns a count.
 */
export function exactCount(side: Side, scenario: Scenario): number {
  let watch = watches.get(side);
  if (watch === undefined) {
    watch = new CountWatch(side);
    watches.set(side, watch);
  }
  return watch.countOn(scenario);
}

const watches = new WeakMap<Side, CountWatch>();

/** Watches a twin of a side for the addresses that v5.7 has to record, as pages of the range. */
class CountWatch implements Observer {
  private readonly space = new AddressSpace();
  private readonly twin: Side;
  private scenario: Scenario | undefined;
  private count = 0;
  private recorded = 0;

  constructor(side: Side) {
    this.twin = side.fresh(this.space);
    this.space.observer = this;
  }

  countOn(scenario: Scenario): number {
    if (scenario !== this.scenario) {
      this.scenario = scenario;
      this.space.load(scenario.mm);
      runOrThrow(this.twin, scenario);
      this.count = this.recorded;
    }
    return this.count;
  }

  /** A walk resumes at the address that the one before it recorded. */
  walk(first: PageNumber, _: number, operations: WalkOperations): WalkOperations {
    this.recorded = first;
    return {
      testWalk: (vma, from, to) => {
        const code = operations.testWalk(vma, from, to);
        if (code === SKIP_VMA) this.recorded = to;
        return code;
      },
      hole: (vma, from, to) => {
        if (vma !== null) this.recorded = from;
        return operations.hole(vma, from, to);
      },
      pudEntry: (vma, slot, from, to) => {
        this.recorded = to;
        return operations.pudEntry(vma, slot, from, to);
      },
      pmdEntry: (vma, slot, from, to) => {
        if (isAmong(RECORDED, this.space.table.kind(slot))) this.recorded = to;
        return operations.pmdEntry(vma, slot, from, to);
      },
      hugetlbEntry: (vma, slot, from, to) => {
        this.recorded = to;
        return operations.hugetlbEntry(vma, slot, from, to);
      },
    };
  }

  event(): void {}
  retryChecked(): void {}
  fault(): void {}
  faultDecided(): void {}
}

/** Of PMDs, those whose piece is recorded when it is completed: they are tables, or map something. */
const RECORDED = kindsThat(({ counted }) => counted);
