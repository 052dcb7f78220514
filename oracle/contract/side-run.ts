// SPDX-License-Identifier: GPL-2.0-or-later
import type { AddressSpace } from '../../mm/address-space';
import { Ending, type RangeRecord, type WalkEnd } from '../../mm/range-record';
import { PAGE_SIZE } from '../../mm/units';
import { effectiveAsk } from '../compare/comparable';
import { makeSide, type Side } from '../run/side';
import type { Scenario } from '../scenario/scenario';

const FAULT = 1;
const WRITE = 2;

/**
 * One side's result on one scenario, with what each page was effectively asked: what the clauses of
 * the contract look at. It holds as long as the side runs nothing else; one instance serves many.
 */
export class SideRun {
  /** A second instance of the side, for experiments: what would have been if … */
  readonly laboratory: Side;
  private asked = new Uint8Array(64);
  private current: Scenario | undefined;

  /** @param space the address space that the side was made for. */
  constructor(
    readonly side: Side,
    readonly space: AddressSpace,
  ) {
    this.laboratory = makeSide(side.name, space);
  }

  /** Takes over what the side made of this scenario. */
  begin(scenario: Scenario): void {
    this.current = scenario;
    const { asks, mask, defaults } = scenario.range;
    if (this.asked.length < asks.length) this.asked = new Uint8Array(asks.length);
    for (let page = 0; page < asks.length; page++) {
      const { faults, writes } = effectiveAsk(asks[page] ?? 0, mask, defaults);
      this.asked[page] = (faults ? FAULT : 0) | (faults && writes ? WRITE : 0);
    }
  }

  get scenario(): Scenario {
    if (this.current === undefined) throw new Error('a side run has no scenario before begin()');
    return this.current;
  }

  get record(): RangeRecord {
    return this.side.record;
  }

  /** Whether the page's input, the mask and the defaults together ask for a fault. */
  asksFault(page: number): boolean {
    return ((this.asked[page] ?? 0) & FAULT) !== 0;
  }

  /** Whether they ask for a page that can be written. */
  asksWrite(page: number): boolean {
    return ((this.asked[page] ?? 0) & WRITE) !== 0;
  }

  /** Whether any page of `[first, stop)` is asked for, or is to be writable. */
  anyAsked(first: number, stop: number, write = false): boolean {
    const bit = write ? WRITE : FAULT;
    for (let page = first; page < stop; page++) {
      if (((this.asked[page] ?? 0) & bit) !== 0) return true;
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
