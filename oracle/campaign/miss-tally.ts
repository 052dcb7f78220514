// SPDX-License-Identifier: GPL-2.0-or-later
import { SIDE_NAMES, type SideName } from '../run/side-names';
import type { CauseDetail } from './cause-tally';
import { increment } from './increment';

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

/** A wrong result that is kept in full. A small range is easier to look at. */
interface KeptMiss {
  readonly miss: Miss;
  /** Of the vector's range. */
  readonly pages: number;
}

/** What was counted of the wrong results that come from one decision, as plain data. */
export interface GroupCounts {
  readonly count: number;
  readonly sides: readonly SideName[];
  readonly details: Readonly<Record<string, number>>;
  readonly kept: readonly KeptMiss[];
}

/** Groups missed results by the decision that they come from. */
export class MissTally {
  private readonly counted = new Map<string, GroupCounts>();

  /** @param pages of the vector's range. */
  add(decision: string, detail: string, miss: Miss, pages: number): void {
    const one = { count: 1, sides: [miss.side], details: { [detail]: 1 }, kept: [{ miss, pages }] };
    const before = this.counted.get(decision);
    this.counted.set(decision, before === undefined ? one : joinGroups(before, one));
  }

  /** What was counted, by decision. */
  get groups(): Readonly<Record<string, GroupCounts>> {
    return Object.fromEntries(this.counted);
  }
}

/** What two parts of a run counted of one decision; the order does not matter. */
export function joinGroups(one: GroupCounts, other: GroupCounts): GroupCounts {
  const details = new Map(Object.entries(one.details));
  for (const [detail, count] of Object.entries(other.details)) increment(details, detail, count);
  const sides = new Set([...one.sides, ...other.sides]);
  return {
    count: one.count + other.count,
    sides: SIDE_NAMES.filter((side) => sides.has(side)),
    details: Object.fromEntries([...details].sort(([first], [next]) => inOrder(first, next))),
    kept: [...one.kept, ...other.kept].sort(bySize).slice(0, KEPT_EACH),
  };
}

/** The groups, the largest first. */
export function missGroupsOf(groups: Readonly<Record<string, GroupCounts>>): readonly MissGroup[] {
  return ranked(groups).map(([decision, { count, sides, details }]) => ({
    ...{ decision, count, sides },
    details: Object.entries(details)
      .map(([detail, times]) => ({ detail, count: times }))
      .sort((one, other) => other.count - one.count || inOrder(one.detail, other.detail)),
  }));
}

/** The misses that are kept, in the order of their groups, the smallest range first. */
export function missesOf(groups: Readonly<Record<string, GroupCounts>>): readonly Miss[] {
  return ranked(groups).flatMap(([, { kept }]) => kept.map(({ miss }) => miss));
}

function ranked(groups: Readonly<Record<string, GroupCounts>>): [string, GroupCounts][] {
  return Object.entries(groups).sort(
    ([name, one], [otherName, other]) => other.count - one.count || inOrder(name, otherName),
  );
}

function bySize(one: KeptMiss, other: KeptMiss): number {
  return (
    one.pages - other.pages ||
    inOrder(one.miss.file, other.miss.file) ||
    one.miss.line - other.miss.line ||
    inOrder(one.miss.side, other.miss.side)
  );
}

function inOrder(one: string, other: string): number {
  if (one === other) return 0;
  return one < other ? -1 : 1;
}
