// SPDX-License-Identifier: GPL-2.0-or-later
import type { SideName } from '../run/side';
import {
  type Difference,
  type ReadingDifference,
  takesAnotherWay,
  type WayDifference,
} from './difference';

/** The known differences that can stand between two sides, in order. */
export interface KnownBetween {
  readonly readings: readonly ReadingDifference[];
  readonly ways: readonly WayDifference[];
}

const kept = new WeakMap<readonly Difference[], Map<string, KnownBetween>>();

/** Those of the known differences that can stand between two sides; found once a list and pair. */
export function knownBetween(
  known: readonly Difference[],
  left: SideName,
  right: SideName,
): KnownBetween {
  const lists = kept.get(known) ?? new Map<string, KnownBetween>();
  kept.set(known, lists);
  const key = `${left}/${right}`;
  const before = lists.get(key);
  if (before !== undefined) return before;
  const between = known.filter((difference) => difference.between(left, right));
  const found = {
    readings: between.filter((one): one is ReadingDifference => !takesAnotherWay(one)),
    ways: between.filter(takesAnotherWay),
  };
  lists.set(key, found);
  return found;
}
