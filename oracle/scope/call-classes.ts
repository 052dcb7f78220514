// SPDX-License-Identifier: GPL-2.0-or-later
import { Asked } from '../contract/asked';
import type { Scenario } from '../scenario/scenario';

/**
 * The calls of a family by class: those of one class ask effectively the same of the same pages for
 * the same owner, and differ only in how they divide that into requests, defaults and mask. That no
 * side looks at the division is seen where every call is run: in smaller scopes, and in some address
 * spaces of this family. In the others, one call of each class stands for all.
 */
export interface CallClasses {
  /** How many calls each address space has. */
  readonly calls: number;
  /** The places of the calls of each class among those of an address space; the same in each. */
  readonly members: readonly (readonly number[])[];
  /** Whether every call is run in the address space of this number. */
  readonly runsEvery: (space: number) => boolean;
}

/** The calls of one class among some numbers of a family. */
interface ClassMembers {
  /** The number of the one that is run: from one address space to the next it is another one. */
  readonly chosen: number;
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
  const classes = new Map<string, number[]>();
  let place = 0;
  for (const scenario of calls) {
    asked.take(scenario);
    const { start, end, owner } = scenario.range;
    const key = `${start} ${end} ${owner} ${asked.key}`;
    const members = classes.get(key);
    if (members === undefined) classes.set(key, [place]);
    else members.push(place);
    place++;
  }
  return { calls: place, members: [...classes.values()], runsEvery };
}

/** The classes of the numbers `first` to `stop - 1` of a family, which are all of one address space. */
export function membersOf(
  { calls, members }: CallClasses,
  first: number,
  stop: number,
): readonly ClassMembers[] {
  const space = Math.floor(first / calls);
  const base = space * calls;
  const isWhole = stop - first === calls;
  return members.flatMap((places) => {
    const inside = isWhole
      ? places
      : places.filter((place) => base + place >= first && base + place < stop);
    const place = inside[space % inside.length];
    if (place === undefined) return [];
    const all = () => inside.map((one) => base + one);
    return [{ chosen: base + place, count: inside.length, all }];
  });
}
