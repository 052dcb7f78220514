// SPDX-License-Identifier: GPL-2.0-or-later
import { neighbours, type SidePair } from '../campaign/judge';
import { isModern } from '../run/side';
import { GOLDEN_SIDES, isNarrow, type ModelName } from '../scenario/sides';
import type { Family } from '../scope/family';
import type { FamilyCounts } from '../scope/family-counts';
import { defaultJobs } from './engine';
import { runFamilies } from './run-families';

/**
 * The sides that have expected counts. A release between two of them does what one of the two does in
 * each single thing, and every one more costs minutes; the trees of releases are run on the scopes.
 */
export const COUNTED_SIDES: readonly ModelName[] = [
  ...GOLDEN_SIDES,
  'modern-32',
  'modern-6.1',
  'modern-6.12',
];

/**
 * The pairs of sides that have expected counts: all neighbours, and 5.8 with each later kernel. What
 * is counted of a pair or of a side is the same whatever other sides run.
 */
export const COUNTED_PAIRS: readonly SidePair[] = [
  ...neighbours(COUNTED_SIDES),
  ...COUNTED_SIDES.filter((side) => isModern(side) && !isNarrow(side) && side !== 'modern').map(
    (side): SidePair => ['modern', side],
  ),
];

/** What families came to. */
export interface MadeCounts {
  readonly counts: readonly FamilyCounts[];
  /** What nothing known explains, by cause: counts that are not to be expected. */
  readonly fresh: readonly string[];
}

/**
 * Counts how often each cause shows in families, for {@link COUNTED_PAIRS} and {@link COUNTED_SIDES}.
 *
 * @param progress is told how many scenarios are done, of how many.
 */
export async function makeCounts(
  families: readonly Family[],
  progress: (done: number, total: number) => void,
): Promise<MadeCounts> {
  const run = { families, sides: COUNTED_SIDES, pairs: COUNTED_PAIRS };
  const never = new AbortController().signal;
  const counted = await runFamilies(run, defaultJobs(), progress, never);
  const fresh = Object.values(counted.causes).map(({ first, cause }) => `${first.path} ${cause}`);
  return { counts: families.flatMap(({ name }) => counted.families[name] ?? []), fresh };
}
