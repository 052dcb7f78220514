// SPDX-License-Identifier: GPL-2.0-or-later
import { CHANGED_SINCE, type ModernRevision } from '../../../modern/revision';
import {
  type Difference,
  takesAnotherWay,
  type WayDifference,
} from '../../../oracle/differences/difference';
import { CHANGE_DIFFERENCES } from '../../../oracle/differences/registry';
import { variantOf } from '../../../oracle/scenario/scenario';
import type { RaceGroup } from './race-group';

/**
 * In what calls on two trees are known to take another course, by the changes that only one of them
 * has. What only reads otherwise is compared by what it says.
 */
export function knownWays(one: ModernRevision, other: ModernRevision): readonly WayDifference[] {
  return (Object.keys(CHANGED_SINCE) as (keyof ModernRevision)[])
    .filter((change) => one[change] !== other[change])
    .map((change): Difference => CHANGE_DIFFERENCES[change])
    .filter(takesAnotherWay);
}

/** Whether one of the differences can show in a scenario, before a change of an entry or after it. */
export function canShow(
  ways: readonly WayDifference[],
  { scenario, old, entry }: Pick<RaceGroup, 'scenario' | 'old' | 'entry'>,
): boolean {
  if (ways.length === 0) return false;
  const { mm, range } = scenario;
  const both = variantOf(scenario, range, { ...mm, entries: [...mm.entries, old, entry] });
  return ways.some(({ premise }) => premise.applies(both));
}
