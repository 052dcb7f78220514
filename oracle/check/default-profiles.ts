// SPDX-License-Identifier: GPL-2.0-or-later
import { isBefore, MODERN_SIDES } from '../../modern/revision';
import type { Profile } from '../generate/profiles';
import { hasUnlockedCall, isModern, kernelOf, type SideName } from '../run/side-names';

/**
 * The profiles that random scenarios are drawn from unless some are named: where a side is of a later release than `modern`,
 * with what processes have had since; where every side has `hmm_range_fault_unlocked_timeout()`, with calls of it.
 */
export function defaultProfiles(sides: readonly SideName[]): readonly [Profile, ...Profile[]] {
  const isLater = sides.some(
    (side) => isModern(side) && isBefore(MODERN_SIDES.modern.kernel, kernelOf(side)),
  );
  const isUnlocked = sides.length > 0 && sides.every(hasUnlockedCall);
  const recent: readonly Profile[] = isLater ? ['recent'] : [];
  const unlocked: readonly Profile[] = isUnlocked ? ['unlocked'] : [];
  return ['mixed', ...recent, ...unlocked];
}
