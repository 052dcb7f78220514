// SPDX-License-Identifier: GPL-2.0-or-later
import type { SideName } from '../run/side';
import type { CauseDetail } from './cause-tally';

/** A side whose result is not the one that stands in the vector. */
export interface Miss {
  readonly file: string;
  readonly line: number;
  readonly id: string;
  readonly side: SideName;
  /** The first field that is not as expected, such as `pfns[3]`. */
  readonly field: string;
  readonly expected: string;
  readonly got: string;
}

/** Missed results that come from one decision. */
export interface MissGroup {
  /** The decision, as new causes name it. */
  readonly decision: string;
  readonly count: number;
  readonly sides: readonly SideName[];
  /** What was expected and what came of it, the most frequent first. */
  readonly details: readonly CauseDetail[];
}

/** How many wrong results of a group are kept in full, those of the smallest ranges; all are counted. */
const KEPT_EACH = 5;

/** Groups missed results by the decision that they come from. */
export class MissTally {
  private readonly groups = new Map<string, Growing>();

  /** @param pages of the vector's range: a small one is easier to look at. */
  add(decision: string, detail: string, miss: Miss, pages: number): void {
    const group = this.groups.get(decision) ?? new Growing(decision);
    this.groups.set(decision, group);
    group.add(detail, miss, pages);
  }

  /** The groups, the largest first. */
  list(): readonly MissGroup[] {
    return this.sorted().map((group) => group.group());
  }

  /** The misses that are kept, in the order of their groups, the smallest range first. */
  kept(): readonly Miss[] {
    return this.sorted().flatMap(({ kept }) => kept.map(({ miss }) => miss));
  }

  private sorted(): readonly Growing[] {
    return [...this.groups.values()].sort((one, other) => other.count - one.count);
  }
}

class Growing {
  count = 0;
  readonly kept: { readonly miss: Miss; readonly pages: number }[] = [];
  private readonly details = new Map<string, number>();
  private readonly sides = new Set<SideName>();

  constructor(private readonly decision: string) {}

  add(detail: string, miss: Miss, pages: number): void {
    this.count++;
    this.sides.add(miss.side);
    this.details.set(detail, (this.details.get(detail) ?? 0) + 1);
    this.kept.push({ miss, pages });
    this.kept.sort((one, other) => one.pages - other.pages);
    this.kept.length = Math.min(this.kept.length, KEPT_EACH);
  }

  group(): MissGroup {
    const details = [...this.details]
      .map(([detail, count]) => ({ detail, count }))
      .sort((one, other) => other.count - one.count);
    return { decision: this.decision, count: this.count, sides: [...this.sides], details };
  }
}
