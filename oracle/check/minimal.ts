// SPDX-License-Identifier: GPL-2.0-or-later
import { NOUVEAU } from '../../legacy/known-formats';
import { Judge, type Judgement, shownIds } from '../campaign/judge';
import { INCOMPARABLE_IDS } from '../compare/compare';
import type { Clause } from '../contract/clause';
import { CLAUSES, VIOLATIONS } from '../contract/registry';
import type { Difference } from '../differences/difference';
import { DIFFERENCES } from '../differences/registry';
import { judge as verdictOf } from '../differences/verdict';
import { complexity } from '../generate/complexity';
import { generateScenario } from '../generate/generate';
import type { Profile } from '../generate/profiles';
import { Random } from '../generate/random';
import { shrinkFailure } from '../generate/shrink';
import { Runner } from '../run/runner';
import { hasChange, type SideName } from '../run/side-names';
import { formatOf, type Scenario } from '../scenario/scenario';
import type { ScenarioWithFormat } from '../scenario/schema';
import { GOLDEN_SIDES, NARROW_NAMES, WIDE_MODERN_NAMES } from '../scenario/sides';
import { writeScenario } from '../scenario/write';

/** A scenario that shows one cause, and as little else as can be. */
export interface MinimalFixture {
  readonly scenario: ScenarioWithFormat;
  /** The ids of all known differences and violations that it shows, and why sides are incomparable. */
  readonly shows: readonly string[];
}

/**
 * The sides that a cause is looked for on: those of the golden vectors; for a difference or a broken
 * promise that only later kernels show, `modern` and the first that does, or that alone if it is of a call
 * that `modern` lacks; for one that `modern` shows no part of, two neighbouring kernels; where 32 bits are too few, `modern` on both.
 */
export function sidesShowing(id: string): readonly SideName[] {
  if (INCOMPARABLE_IDS.some((one) => one === id)) return ['modern', 'modern-32'];
  const difference = DIFFERENCES.find((entry) => entry.id === id);
  const clause = clauseOf(id);
  const since = VIOLATIONS.find((one) => one.id === id)?.since;
  const isNarrow = [...DIFFERENCES, ...VIOLATIONS].some((one) => one.id === id && one.narrow);
  const later = (isNarrow ? NARROW_NAMES : WIDE_MODERN_NAMES).find(
    (side) =>
      difference?.between('modern', side) === true ||
      (clause?.sides?.(side) === true && !clause.sides('modern')) ||
      (since !== undefined && hasChange(side, since)),
  );
  if (later === undefined) return neighbours(difference) ?? GOLDEN_SIDES;
  // `modern` does not have the call.
  return clause?.ofUnlocked === 'only' ? [later] : ['modern', later];
}

/** Two releases in a row that a difference stands between; of one that came back to what 5.8 does. */
function neighbours(difference: Difference | undefined): readonly SideName[] | undefined {
  for (const [index, right] of WIDE_MODERN_NAMES.entries()) {
    const left = WIDE_MODERN_NAMES[index - 1];
    if (left !== undefined && difference?.between(left, right) === true) return [left, right];
  }
  return undefined;
}

/** How many scenarios that show a cause are shrunk; the simplest of the results is used. */
const CANDIDATES = 8;

const DIFFERENCE_IDS = new Set<string>([...DIFFERENCES.map(({ id }) => id), ...INCOMPARABLE_IDS]);

/** Whether the sides of a judgement differ as no known difference explains, if this one is not known. */
export function isNewWithout(id: string, { comparisons }: Judgement): boolean {
  const others = DIFFERENCES.filter((one) => one.id !== id);
  return comparisons.some(({ pair }) => {
    const verdict = verdictOf(pair, others);
    return (
      verdict.kind === 'differ' && verdict.findings.some(({ difference }) => difference === null)
    );
  });
}

/**
 * Searches random scenarios for the simplest one that shows a cause: with the fewest other causes of
 * its kind (differences, or broken promises) first, then by complexity. Only what is about formats
 * is shown with another format than nouveau's.
 *
 * @throws Error if none of that many scenarios shows it.
 */
export function minimalFixture(id: string, seed: number, runs: number): MinimalFixture {
  const judge = new Judge(Runner.of(sidesShowing(id)));
  const isDifference = DIFFERENCES.some((one) => one.id === id);
  const shows = (scenario: Scenario): string[] => {
    const judgement = judge.judge(scenario);
    const ids = shownIds(judgement);
    // What another difference explains as well shows this one only by the order of the list.
    const isOwn = !isDifference || !ids.includes(id) || isNewWithout(id, judgement);
    return isOwn ? ids : ids.filter((one) => one !== id);
  };
  const kin = (scenario: Scenario): number =>
    shows(scenario).filter((one) => DIFFERENCE_IDS.has(one) === DIFFERENCE_IDS.has(id)).length;
  const best = candidates(id, seed, runs, shows)
    .flatMap((scenario) => {
      const small = [kin(scenario), 3, 2, 1].map((limit) =>
        shrunk(scenario, (one) => shows(one).includes(id) && kin(one) <= limit),
      );
      return small.filter((one) => one !== undefined);
    })
    .map((scenario) => ({ scenario, rank: [kin(scenario), complexity(scenario)] as const }))
    .sort((one, other) => one.rank[0] - other.rank[0] || one.rank[1] - other.rank[1])[0];
  if (best === undefined) throw new Error(`none of ${runs} random scenarios shows ${id}`);
  return {
    scenario: writeScenario({
      ...best.scenario,
      format: formatOf(best.scenario),
      id: `minimal-${id}`,
    }),
    shows: shows(best.scenario),
  };
}

/** The clause that a violation is of; undefined for a difference. */
function clauseOf(id: string): Clause | undefined {
  return CLAUSES.find(({ violations }) => violations.some((one) => one.id === id));
}

/** The profile whose scenarios can show a cause. */
function profileShowing(id: string): Profile {
  if (clauseOf(id)?.ofUnlocked === 'only') return 'unlocked';
  const cause = [...DIFFERENCES, ...VIOLATIONS].find((one) => one.id === id);
  return cause?.newer === true ? 'recent' : 'mixed';
}

/** The first random scenarios that show a cause. */
function candidates(
  id: string,
  seed: number,
  runs: number,
  shows: (scenario: Scenario) => readonly string[],
): Scenario[] {
  const random = new Random(seed, 0);
  const found: Scenario[] = [];
  const illFormed = DIFFERENCES.find((one) => one.id === id)?.illFormed === true;
  const profile = profileShowing(id);
  for (let index = 0; index < runs && found.length < CANDIDATES; index++) {
    random.restart(seed, index);
    const scenario = generateScenario(random, profile);
    const plain = illFormed ? scenario : { ...scenario, format: NOUVEAU };
    if (shows(plain).includes(id)) found.push(plain);
  }
  return found;
}

function shrunk(scenario: Scenario, fits: (scenario: Scenario) => boolean): Scenario | undefined {
  return fits(scenario) ? shrinkFailure(scenario, fits).scenario : undefined;
}
