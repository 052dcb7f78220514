// SPDX-License-Identifier: GPL-2.0-or-later
import type { SideName } from '../run/side-names';
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

type ByName<Value> = Map<SideName, Value>;

const kept = new WeakMap<readonly Difference[], ByName<ByName<KnownBetween>>>();

/** Those of the known differences that can stand between two sides; found once a list and pair. */
export function knownBetween(
  known: readonly Difference[],
  left: SideName,
  right: SideName,
): KnownBetween {
  const before = kept.get(known)?.get(left)?.get(right);
  if (before !== undefined) return before;
  const between = known.filter((difference) => difference.between(left, right));
  const found = {
    readings: between.filter((one): one is ReadingDifference => !takesAnotherWay(one)),
    ways: between.filter(takesAnotherWay),
  };
  const byLeft = kept.get(known) ?? new Map<SideName, ByName<KnownBetween>>();
  const byRight = byLeft.get(left) ?? new Map<SideName, KnownBetween>();
  kept.set(known, byLeft.set(left, byRight.set(right, found)));
  return found;
}
