// SPDX-License-Identifier: GPL-2.0-or-later
import type { AddressSpace } from '../../mm/address-space';
import { Ending, type RangeRecord, type WalkEnd } from '../../mm/range-record';
import { PAGE_SIZE } from '../../mm/units';
import { runSide } from '../run/run-side';
import type { Side } from '../run/side';
import type { Scenario } from '../scenario/scenario';
import type { Asked } from './asked';

/**
 * One side's result on one scenario, with what each page was effectively asked: what the clauses of
 * the contract look at. It holds as long as the side runs nothing else; one instance serves many.
 */
export class SideRun {
  /** A second instance of the side, for experiments: what would have been if … */
  readonly laboratory: Side;

  /** @param space the address space that the side was made for. */
  constructor(
    readonly side: Side,
    readonly space: AddressSpace,
    private readonly asked: Asked,
  ) {
    this.laboratory = side.fresh(space);
  }

  /**
   * Runs an experiment on the laboratory; the address space must be loaded and fresh.
   * @throws SideFailure if the side threw.
   */
  experiment(scenario: Scenario): void {
    const { laboratory } = this;
    runSide(laboratory, scenario);
    if (laboratory.failure !== undefined) throw laboratory.failure;
  }

  /** As {@link experiment}, in the present state of the address space, which is kept; reads no output. */
  experimentHere(scenario: Scenario): void {
    const { laboratory, space } = this;
    space.experiment(() => runSide(laboratory, scenario, false));
    if (laboratory.failure !== undefined) throw laboratory.failure;
  }

  get scenario(): Scenario {
    return this.asked.scenario;
  }

  get record(): RangeRecord {
    return this.side.record;
  }

  /** Whether the page's input, the mask and the defaults together ask for a fault. */
  asksFault(page: number): boolean {
    return this.asked.faults(page);
  }

  /** Whether they ask for a page that can be written. */
  asksWrite(page: number): boolean {
    return this.asked.writes(page);
  }

  /** Whether any page of `[first, stop)` is asked for, or is to be writable. */
  anyAsked(first: number, stop: number, write = false): boolean {
    for (let page = first; page < stop; page++) {
      if (write ? this.asked.writes(page) : this.asked.faults(page)) return true;
    }
    return false;
  }

  /** The index of the page at an address of the range. */
  pageAt(at: number): number {
    return (at - this.scenario.range.start) / PAGE_SIZE;
  }

  /** The walks that ended by faulting a piece with this page in it; for write, if that is asked. */
  faultsAround(page: number, write: boolean): readonly WalkEnd[] {
    return this.record.walkEnds().filter(({ ending, start, end }) => {
      if (ending !== Ending.faulted && ending !== Ending.faultFailed) return false;
      const first = this.pageAt(start);
      const stop = this.pageAt(end);
      return page >= first && page < stop && (!write || this.anyAsked(first, stop, true));
    });
  }
}
