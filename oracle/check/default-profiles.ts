// SPDX-License-Identifier: GPL-2.0-or-later
import { isBefore } from '../../modern/revision';
import type { Profile } from '../generate/generate';
import { hasUnlockedCall, isModern, kernelOf, type SideName } from '../run/side-names';

/** The release that the golden vectors, the scopes and the profile `mixed` were made for. */
const FIXED_SINCE = '5.8';

/**
 * The profiles that random scenarios are drawn from unless some are named: where a side is of a release after 5.8,
 * with what processes have had since; where every side has `hmm_range_fault_unlocked_timeout()`, with calls of it.
 */
export function defaultProfiles(sides: readonly SideName[]): readonly [Profile, ...Profile[]] {
  const isLater = sides.some((side) => isModern(side) && isBefore(FIXED_SINCE, kernelOf(side)));
  const isUnlocked = sides.length > 0 && sides.every(hasUnlockedCall);
  const recent: readonly Profile[] = isLater ? ['recent'] : [];
  const unlocked: readonly Profile[] = isUnlocked ? ['unlocked'] : [];
  return ['mixed', ...recent, ...unlocked];
}
