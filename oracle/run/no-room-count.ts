// SPDX-License-Identifier: GPL-2.0-or-later
import type { Runner } from './runner';
import type { SideName } from './side-names';

/** What is counted of one side. */
interface WithoutResult {
  readonly side: SideName;
  readonly count: number;
  /** What did not fit in the first of the scenarios. */
  readonly first: string;
}

/** Counts of some scenarios, to be added to those of others. */
export interface NoRoomCounts {
  readonly scenarios: number;
  readonly without: readonly WithoutResult[];
}

/** In how many scenarios a side has no result, as a long of 32 bits has no room for a pfn or for the range. */
export class NoRoomCount {
  private scenarios = 0;
  private readonly without = new Map<SideName, WithoutResult>();

  /** Looks at the results of one more scenario. */
  look({ sides }: Runner): void {
    this.scenarios++;
    for (const { name, overflow } of sides) {
      if (overflow !== undefined) this.count({ side: name, count: 1, first: overflow.message });
    }
  }

  /** Adds what was counted of scenarios that come after these. */
  add({ scenarios, without }: NoRoomCounts): void {
    this.scenarios += scenarios;
    for (const one of without) this.count(one);
  }

  get counts(): NoRoomCounts {
    return { scenarios: this.scenarios, without: [...this.without.values()] };
  }

  *lines(): Generator<string> {
    for (const { side, count, first } of this.without.values()) {
      yield `${side}: no result of ${count} of ${this.scenarios} scenarios; of the first: ${first}`;
    }
  }

  /** Whether a side has no result at all. */
  hasEmptySide(): boolean {
    return [...this.without.values()].some(({ count }) => count === this.scenarios);
  }

  private count({ side, count, first }: WithoutResult): void {
    const before = this.without.get(side);
    const total = (before?.count ?? 0) + count;
    this.without.set(side, { side, count: total, first: before?.first ?? first });
  }
}
