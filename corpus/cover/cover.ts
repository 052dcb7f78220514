// SPDX-License-Identifier: GPL-2.0-or-later
import { setImmediate } from 'node:timers/promises';
import { complexity } from '../../oracle/generate/complexity';
import { shrinkFailure } from '../../oracle/generate/shrink';
import type { Scenario } from '../../oracle/scenario/scenario';
import type { Candidate, CoverGoals } from './pool';

/** A corpus that reaches every goal, and what it reaches. */
interface Cover {
  readonly scenarios: readonly Scenario[];
  /** Goals that no candidate reaches. */
  readonly missing: readonly string[];
}

/**
 * The smallest corpus that was found: greedy, then without what others make redundant, then each
 * scenario made as simple as what only it reaches allows. A smallest one of all would take longer
 * than anyone waits.
 *
 * @param signal ends it early, with an exception.
 */
export async function coverOf(
  goals: CoverGoals,
  pool: readonly Candidate[],
  signal: AbortSignal,
): Promise<Cover> {
  const chosen = withoutRedundant(greedy(pool));
  const shrunk = await shrinkAll(goals, chosen, signal);
  const corpus = withoutRedundant(shrunk).sort(byFirstGoal);
  const reached = new Set(corpus.flatMap((one) => [...one.reached]));
  return {
    scenarios: corpus.map(({ scenario }) => scenario),
    missing: goals.names.filter((_, goal) => !reached.has(goal)),
  };
}

/**
 * Takes what gains most, of equals the simplest, until nothing gains. A goal that few candidates
 * reach weighs more: leaving it for later costs a scenario of its own.
 */
function greedy(pool: readonly Candidate[]): Candidate[] {
  const candidates = reachCounts(pool);
  const weightOf = (goal: number): number => 1 / (candidates.get(goal) ?? 1);
  const reached = new Set<number>();
  const chosen: Candidate[] = [];
  // A candidate's gain never grows, so one that gained nothing is out for good.
  let left = pool.map((one): Gain => ({ one, gain: 0 }));
  for (;;) {
    left = left
      .map(({ one }): Gain => ({ one, gain: gainOf(one, reached, weightOf) }))
      .filter(({ gain }) => gain > 0);
    const [first] = left;
    if (first === undefined) return chosen;
    const best = left.reduce((before, each) => (isBetter(each, before) ? each : before), first);
    chosen.push(best.one);
    for (const goal of best.one.reached) reached.add(goal);
  }
}

interface Gain {
  readonly one: Candidate;
  readonly gain: number;
}

function gainOf(
  { reached }: Candidate,
  before: ReadonlySet<number>,
  weight: (goal: number) => number,
): number {
  let gain = 0;
  for (const goal of reached) if (!before.has(goal)) gain += weight(goal);
  return gain;
}

function isBetter(one: Gain, other: Gain): boolean {
  if (one.gain !== other.gain) return one.gain > other.gain;
  return one.one.complexity < other.one.complexity;
}

/** Drops, the most complex first, each whose goals the others reach as well. */
function withoutRedundant(corpus: readonly Candidate[]): Candidate[] {
  const counts = reachCounts(corpus);
  const byCost = [...corpus].sort((one, other) => other.complexity - one.complexity);
  const kept = new Set(corpus);
  for (const one of byCost) {
    if ([...one.reached].some((goal) => counts.get(goal) === 1)) continue;
    kept.delete(one);
    for (const goal of one.reached) counts.set(goal, (counts.get(goal) ?? 0) - 1);
  }
  return corpus.filter((one) => kept.has(one));
}

/** How many of a corpus reach each goal. */
function reachCounts(corpus: readonly Candidate[]): Map<number, number> {
  const counts = new Map<number, number>();
  for (const { reached } of corpus) {
    for (const goal of reached) counts.set(goal, (counts.get(goal) ?? 0) + 1);
  }
  return counts;
}

/** Simplifies one after the other, as far as what no other one reaches stays reached. */
async function shrinkAll(
  goals: CoverGoals,
  corpus: readonly Candidate[],
  signal: AbortSignal,
): Promise<Candidate[]> {
  const present = [...corpus];
  for (const [index, one] of present.entries()) {
    signal.throwIfAborted();
    await setImmediate();
    const counts = reachCounts(present);
    const own = [...one.reached].filter((goal) => counts.get(goal) === 1);
    present[index] = shrunk(goals, one, own);
  }
  return present;
}

function shrunk(goals: CoverGoals, { scenario }: Candidate, own: readonly number[]): Candidate {
  const small = shrinkFailure(scenario, (candidate) => {
    const reached = goals.reachedBy(candidate);
    return own.every((goal) => reached.has(goal));
  }).scenario;
  return { scenario: small, complexity: complexity(small), reached: goals.reachedBy(small) };
}

/** In the order of the coverage table, so that a reader finds neighbours together. */
function byFirstGoal(one: Candidate, other: Candidate): number {
  return Math.min(...one.reached) - Math.min(...other.reached) || one.complexity - other.complexity;
}
