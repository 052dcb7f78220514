// SPDX-License-Identifier: GPL-2.0-or-later
import { eitherNumber, type NumberValue, numbersOf, UNKNOWN_NUMBER } from '../code/number-value';

/** The variables of which something is known on a way through a function, by their names. */
export type HeldNumbers = Map<string, NumberValue>;

/** Whether anything is known of a value. */
export function isKnown(value: NumberValue): boolean {
  return numbersOf(value) !== undefined || value.isAssumed;
}

/** Leaves of what is known what is so on another way, too. */
export function keepCommon(held: HeldNumbers, other: HeldNumbers): void {
  for (const [name, value] of held) {
    const there = other.get(name) ?? UNKNOWN_NUMBER;
    const both = eitherNumber(value, there);
    if (isKnown(both)) held.set(name, both);
    else held.delete(name);
  }
  for (const [name, value] of other) {
    if (!held.has(name) && value.isAssumed) held.set(name, { number: undefined, isAssumed: true });
  }
}

/** The same, to be changed by itself. */
export function copied(held: HeldNumbers | undefined): HeldNumbers | undefined {
  return held === undefined ? undefined : new Map(held);
}

/** What is known where two ways meet. */
export function whereBoth(
  one: HeldNumbers | undefined,
  other: HeldNumbers | undefined,
): HeldNumbers | undefined {
  if (one === undefined || other === undefined) return copied(one ?? other);
  const both = new Map(one);
  keepCommon(both, other);
  return both;
}

/** Takes note of a way that leaves the inmost loop or switch. */
export function leaveBy(
  rounds: (HeldNumbers | undefined)[],
  held: HeldNumbers | undefined,
): undefined {
  const last = rounds.length - 1;
  if (last >= 0) rounds[last] = whereBoth(rounds[last], held);
  return undefined;
}
