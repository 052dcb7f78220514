// SPDX-License-Identifier: GPL-2.0-or-later
import { isBefore, MODERN_SIDES } from '../../modern/revision';
import type { Profile } from '../generate/profiles';
import { hasUnlockedCall, isModern, kernelOf, type SideName } from '../run/side-names';
import type { Scope } from '../scope/scopes';

/** What to check: corpora with expected results, a scope exhaustively, random scenarios of a seed. */
export interface CheckOptions {
  readonly sides: readonly SideName[];
  /** Paths of JSON Lines, plain or gzip. */
  readonly vectors: readonly string[];
  /** 0 is none. */
  readonly scope: Scope | 0;
  /** Whether every call is run in the families that are judged by class otherwise. */
  readonly everyCall?: boolean;
  readonly seed: number;
  /** Random scenarios of each profile. */
  readonly runs: number;
  readonly profile: Profile;
  /** Further profiles that random scenarios are drawn from. */
  readonly further?: readonly Profile[];
}

/** All profiles of a check; numbers alone in paths are those of the first. */
export function profilesOf({ profile, further = [] }: CheckOptions): readonly Profile[] {
  return [profile, ...further];
}

/** How many random scenarios a check has in all. */
export function randomSize(options: CheckOptions): number {
  return options.runs * profilesOf(options).length;
}

/** How a check tells where it is: what it does, and how much of it is done. */
export type Progress = (stage: string, done: number, total: number | undefined) => void;

/** How `--path` begins with a path that fast-check gave, which follows. */
export const FAST_CHECK = 'fast-check#';

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
