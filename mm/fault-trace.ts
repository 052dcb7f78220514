// SPDX-License-Identifier: GPL-2.0-or-later
import { type Address, advance, PAGE_SIZE } from './units';

/** One row of the trace: `pages` neighbouring pages that were faulted in a row, in one way. */
export interface FaultRow {
  readonly at: Address;
  readonly pages: number;
  readonly write: boolean;
}

/**
 * The `handle_mm_fault` calls of one range fault, in order, failed ones too. A call joins the last
 * row exactly when its address is that row's end and its kind is the same; so a call for the same
 * page again starts a row. Columns are arrays of numbers, kept for the next run.
 */
export class FaultTrace {
  private readonly starts: Address[] = [];
  private readonly ends: Address[] = [];
  private readonly writes: boolean[] = [];
  private count = 0;
  private last = -1;
  /** How many calls there were. */
  calls = 0;

  /** The number of rows. */
  get rows(): number {
    return this.count;
  }

  clear(): void {
    this.count = 0;
    this.last = -1;
    this.calls = 0;
  }

  /** Notes one call. */
  add(at: Address, write: boolean): void {
    const last = this.last;
    this.calls++;
    if (last >= 0 && this.ends[last] === at && this.writes[last] === write) {
      this.ends[last] = advance(at, PAGE_SIZE);
      return;
    }
    this.last = this.count++;
    this.starts[this.last] = at;
    this.ends[this.last] = advance(at, PAGE_SIZE);
    this.writes[this.last] = write;
  }

  /** @throws RangeError if there is no such row. */
  row(index: number): FaultRow {
    const at = this.starts[index];
    const end = this.ends[index];
    const write = this.writes[index];
    if (index >= this.count || at === undefined || end === undefined || write === undefined) {
      throw new RangeError(`"row" expected an index below ${this.count}, got ${index}`);
    }
    return { at, pages: (end - at) / PAGE_SIZE, write };
  }

  /** The index of the first row that has a page, from a given row on; -1 if none has it. */
  rowWith(at: Address, from = 0): number {
    for (let row = from; row < this.count; row++) {
      if (at >= (this.starts[row] ?? at) && at < (this.ends[row] ?? at)) return row;
    }
    return -1;
  }

  list(): FaultRow[] {
    return Array.from({ length: this.count }, (_, index) => this.row(index));
  }

  /** The number of the first call that is another one, or is missing, in the other trace. */
  firstOther(other: FaultTrace): number {
    let calls = 0;
    for (let row = 0; row < Math.min(this.count, other.count); row++) {
      const pages = this.row(row).pages;
      const otherPages = other.row(row).pages;
      const alike =
        this.starts[row] === other.starts[row] && this.writes[row] === other.writes[row];
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
        this.starts[row] !== other.starts[row] ||
        this.ends[row] !== other.ends[row] ||
        this.writes[row] !== other.writes[row]
      ) {
        return false;
      }
    }
    return true;
  }
}
