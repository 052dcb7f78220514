// SPDX-License-Identifier: GPL-2.0-or-later
import { ADDRESS_ZERO, type Address, advance, PAGE_SIZE, type PageNumber } from './units';

/** `pages` neighbouring pages that were faulted in a row, in one way. */
export interface FaultRow {
  readonly at: Address;
  readonly pages: number;
  readonly write: boolean;
}

/** The same by pages of the range: `pages` of them from `first` on. */
export interface TracedFaults {
  readonly first: PageNumber;
  readonly pages: number;
  readonly write: boolean;
}

/**
 * The `handle_mm_fault` calls of one range fault, in order, failed ones too. A call joins the last
 * row exactly when its address is that row's end and its kind is the same; so a call for the same
 * page again starts a row. Columns are arrays of numbers, kept for the next run.
 */
export class FaultTrace {
  /** Pages of the range. */
  private readonly firsts: number[] = [];
  private readonly stops: number[] = [];
  private readonly writes: boolean[] = [];
  private start: Address = ADDRESS_ZERO;
  private count = 0;
  private last = -1;
  /** How many calls there were. */
  calls = 0;

  /** The number of rows. */
  get rows(): number {
    return this.count;
  }

  /** A call on the range that starts here begins. */
  begin(start: Address): void {
    this.start = start;
    this.count = 0;
    this.last = -1;
    this.calls = 0;
  }

  /** Notes one call, for a page of the range. */
  add(page: PageNumber, write: boolean): void {
    const last = this.last;
    this.calls++;
    if (last >= 0 && this.stops[last] === page && this.writes[last] === write) {
      this.stops[last] = page + 1;
      return;
    }
    this.last = this.count++;
    this.firsts[this.last] = page;
    this.stops[this.last] = page + 1;
    this.writes[this.last] = write;
  }

  /** @throws RangeError if there is no such row. */
  row(index: number): TracedFaults {
    const first = this.firsts[index];
    const stop = this.stops[index];
    const write = this.writes[index];
    if (index >= this.count || first === undefined || stop === undefined || write === undefined) {
      throw new RangeError(`"row" expected an index below ${this.count}, got ${index}`);
    }
    return { first, pages: stop - first, write };
  }

  /** The index of the first row that has a page, from a given row on; -1 if none has it. */
  rowWith(page: PageNumber, from = 0): number {
    for (let row = from; row < this.count; row++) {
      if (page >= (this.firsts[row] ?? page) && page < (this.stops[row] ?? page)) return row;
    }
    return -1;
  }

  /** Where a page of the range is. */
  addressOf(page: PageNumber): Address {
    return advance(this.start, page * PAGE_SIZE);
  }

  list(): FaultRow[] {
    return Array.from({ length: this.count }, (_, index) => {
      const { first, pages, write } = this.row(index);
      return { at: this.addressOf(first), pages, write };
    });
  }

  /** The number of the first call that is another one, or is missing, in the other trace. */
  firstOther(other: FaultTrace): number {
    let calls = 0;
    for (let row = 0; row < Math.min(this.count, other.count); row++) {
      const pages = this.row(row).pages;
      const otherPages = other.row(row).pages;
      const alike =
        this.firsts[row] === other.firsts[row] && this.writes[row] === other.writes[row];
      if (!alike) return calls;
      calls += Math.min(pages, otherPages);
      if (pages !== otherPages) return calls;
    }
    return calls;
  }

  equals(other: FaultTrace): boolean {
    if (this.count !== other.count) return false;
    for (let row = 0; row < this.count; row++) {
      if (
        this.firsts[row] !== other.firsts[row] ||
        this.stops[row] !== other.stops[row] ||
        this.writes[row] !== other.writes[row]
      ) {
        return false;
      }
    }
    return true;
  }
}
