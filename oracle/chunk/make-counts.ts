// SPDX-License-Identifier: GPL-2.0-or-later
import { neighbours, type SidePair } from '../campaign/judge';
import { SIDE_NAMES, WIDE_MODERN_NAMES } from '../scenario/sides';
import type { Family } from '../scope/family';
import type { FamilyCounts } from '../scope/family-counts';
import { defaultJobs } from './engine';
import { runFamilies } from './run-families';

/**
 * The pairs of sides that have expected counts: all neighbours, and 5.8 with each later kernel. What
 * is counted of a pair or of a side is the same whatever other sides run.
 */
export const COUNTED_PAIRS: readonly SidePair[] = [
  ...neighbours(SIDE_NAMES),
  ...WIDE_MODERN_NAMES.flatMap((side): SidePair[] => (side === 'modern' ? [] : [['modern', side]])),
];

/** What families came to. */
export interface MadeCounts {
  readonly counts: readonly FamilyCounts[];
  /** What nothing known explains, by cause: counts that are not to be expected. */
  readonly fresh: readonly string[];
}

/**
 * Counts how often each cause shows in families, for {@link COUNTED_PAIRS} and every side.
 *
 * @param progress is told how many scenarios are done, of how many.
 */
export async function makeCounts(
  families: readonly Family[],
  progress: (done: number, total: number) => void,
): Promise<MadeCounts> {
  const run = { families, sides: SIDE_NAMES, pairs: COUNTED_PAIRS };
  const never = new AbortController().signal;
  const counted = await runFamilies(run, defaultJobs(), progress, never);
  const fresh = Object.values(counted.causes).map(({ first, cause }) => `${first.path} ${cause}`);
  return { counts: families.flatMap(({ name }) => counted.families[name] ?? []), fresh };
}
