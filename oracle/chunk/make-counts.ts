// SPDX-License-Identifier: GPL-2.0-or-later
import { neighbours, type SidePair } from '../campaign/judge';
import { defaultJobs } from '../package/jobs';
import { isModern } from '../run/side-names';
import { GOLDEN_SIDES, isNarrow, type ModelName } from '../scenario/sides';
import type { Family } from '../scope/family';
import type { FamilyCounts } from '../scope/family-counts';
import { familiesByClass, newFamilies } from '../scope/scopes';
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

/** What documents from version 2 on say is distinguished by the latest releases alone: their families have more. */
const NEW_SIDES: readonly ModelName[] = [...COUNTED_SIDES, 'modern-6.19', 'modern-7.3'];

/** The further pairs of sides that have expected counts in the families of version 2. */
export const NEW_PAIRS: readonly SidePair[] = [
  ...neighbours(NEW_SIDES.slice(COUNTED_SIDES.length - 1)),
  ['modern', 'modern-7.3'],
];

/** What families came to. */
interface MadeCounts {
  readonly counts: readonly FamilyCounts[];
  /** What nothing known explains, by cause: counts that are not to be expected. */
  readonly fresh: readonly string[];
}

/**
 * Counts how often each cause shows in families, for {@link COUNTED_PAIRS} and {@link COUNTED_SIDES}; in
 * those of version 2 for {@link NEW_PAIRS}, too.
 *
 * @param progress is called with how many scenarios are done, and of how many.
 */
export async function makeCounts(
  families: readonly Family[],
  progress: (done: number, total: number) => void,
): Promise<MadeCounts> {
  const names = newFamilies().map(({ name }) => name);
  const isNew = ({ name }: Family): boolean => names.includes(name);
  const runs = [
    { families: families.filter((one) => !isNew(one)), sides: COUNTED_SIDES, pairs: COUNTED_PAIRS },
    {
      families: families.filter(isNew),
      sides: NEW_SIDES,
      pairs: [...COUNTED_PAIRS, ...NEW_PAIRS],
    },
  ];
  const never = new AbortController().signal;
  const counts: FamilyCounts[] = [];
  const fresh: string[] = [];
  const total = families.reduce((sum, { size }) => sum + size, 0);
  let before = 0;
  for (const run of runs) {
    const tell = (done: number): void => progress(before + done, total);
    // The counts of scopes 1 and 2 are of every call; what is by class is held to them.
    const byClass = familiesByClass(3);
    const counted = await runFamilies({ ...run, byClass }, defaultJobs(), tell, never);
    counts.push(...run.families.flatMap(({ name }) => counted.families[name] ?? []));
    fresh.push(
      ...Object.values(counted.causes).map(({ first, cause }) => `${first.path} ${cause}`),
    );
    before += run.families.reduce((sum, { size }) => sum + size, 0);
  }
  return { counts, fresh };
}
