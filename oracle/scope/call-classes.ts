// SPDX-License-Identifier: GPL-2.0-or-later
import { Asked } from '../contract/asked';
import type { Scenario } from '../scenario/scenario';

/**
 * The calls of a family by class: those of one class ask effectively the same of the same pages for
 * the same owner, and differ only in how they divide that into requests, defaults and mask. That no
 * side looks at the division is seen where every call is run: in the families of fewer pages, and in
 * some address spaces of this one. In the others, one call of each class stands for all.
 */
export interface CallClasses {
  /** The class of each call of an address space, from 0 on; the same in each. */
  readonly of: Readonly<Uint16Array>;
  readonly count: number;
  /** Whether every call is run in the address space of this number. */
  readonly runsEvery: (space: number) => boolean;
}

/** The calls of one class among some numbers of a family. */
export interface ClassMembers {
  /** The number of the first one. */
  readonly first: number;
  readonly count: number;
  /** The numbers of all, in order. */
  all(): readonly number[];
}

/** @param calls every call, all in one address space. */
export function callClasses(
  calls: Iterable<Scenario>,
  runsEvery: CallClasses['runsEvery'],
): CallClasses {
  const asked = new Asked();
  const classes = new Map<string, number>();
  const of = Uint16Array.from(calls, (scenario) => {
    asked.take(scenario);
    const key = `${scenario.range.owner} ${asked.key}`;
    const known = classes.get(key) ?? classes.size;
    classes.set(key, known);
    return known;
  });
  return { of, count: classes.size, runsEvery };
}

/** The classes of the numbers `first` to `stop - 1` of a family, which are all of one address space. */
export function membersOf(
  { of, count }: CallClasses,
  first: number,
  stop: number,
): readonly ClassMembers[] {
  const firsts = new Float64Array(count);
  const counts = new Uint32Array(count);
  const classOf = (number: number): number => of[number % of.length] ?? 0;
  for (let number = stop - 1; number >= first; number--) {
    const found = classOf(number);
    firsts[found] = number;
    counts[found] = (counts[found] ?? 0) + 1;
  }
  const all = (found: number): readonly number[] =>
    Array.from({ length: stop - first }, (_, index) => first + index).filter(
      (number) => classOf(number) === found,
    );
  return Array.from(counts, (members, found) => ({
    first: firsts[found] ?? 0,
    count: members,
    all: () => all(found),
  })).filter((members) => members.count > 0);
}
