// SPDX-License-Identifier: GPL-2.0-or-later
import { generateScenario } from '../../oracle/generate/generate';
import type { Profile } from '../../oracle/generate/profiles';
import { Random } from '../../oracle/generate/random';
import { memoryTaken } from '../../oracle/run/told-ahead';
import { readCorpus } from '../../oracle/scenario/corpus';
import type { Scenario } from '../../oracle/scenario/scenario';
import { familiesOf, type Scope } from '../../oracle/scope/scopes';

/** Which scenarios an audit runs. */
export interface KernelSources {
  readonly vectors: readonly string[];
  /** 0 is none. */
  readonly scope: Scope | 0;
  readonly seed: number;
  readonly runs: number;
}

/** Where a scenario comes from. */
export type KernelSource = 'vectors' | 'scope' | 'random';

/** Scenarios of one source that are run together. */
export interface TreeScenarioBatch {
  readonly source: KernelSource;
  readonly scenarios: readonly Scenario[];
}

/** Some 500 small scenarios are a good size for a trip to a child process, and few large ones, by pages and entries. */
const BATCH = 500;
const BATCH_SIZE = 20_000;

/**
 * The scenarios of an audit in batches: files, the scope, random ones.
 *
 * @param unlocked whether there are calls of `hmm_range_fault_unlocked_timeout()` among the random ones.
 * @throws InputError for a file that cannot be read.
 */
export async function* treeScenarioBatches(
  sources: KernelSources,
  unlocked: boolean,
): AsyncGenerator<TreeScenarioBatch> {
  const { vectors, scope, seed, runs } = sources;
  for (const file of vectors) {
    let batch = new Growing();
    for await (const { scenario } of readCorpus(file, { onlyTrees: 'followed' })) {
      if (!batch.add(scenario)) continue;
      yield { source: 'vectors', scenarios: batch.scenarios };
      batch = new Growing();
    }
    if (batch.scenarios.length > 0) yield { source: 'vectors', scenarios: batch.scenarios };
  }
  yield* batched('scope', scopeScenarios(scope));
  yield* batched('random', randomScenarios(seed, runs, unlocked));
}

/** How many scenarios a scope has. */
export function scopeSize(scope: KernelSources['scope']): number {
  return scope === 0 ? 0 : familiesOf(scope).reduce((sum, { size }) => sum + size, 0);
}

class Growing {
  readonly scenarios: Scenario[] = [];
  private size = 0;

  /** @returns whether it is full. */
  add(scenario: Scenario): boolean {
    this.scenarios.push(scenario);
    this.size += memoryTaken(scenario);
    return this.scenarios.length >= BATCH || this.size >= BATCH_SIZE;
  }
}

function* batched(
  source: KernelSource,
  scenarios: Iterable<Scenario>,
): Generator<TreeScenarioBatch> {
  let batch = new Growing();
  for (const scenario of scenarios) {
    if (!batch.add(scenario)) continue;
    yield { source, scenarios: batch.scenarios };
    batch = new Growing();
  }
  if (batch.scenarios.length > 0) yield { source, scenarios: batch.scenarios };
}

function* scopeScenarios(scope: KernelSources['scope']): Generator<Scenario> {
  for (const family of scope === 0 ? [] : familiesOf(scope)) {
    for (let number = 0; number < family.size; number++) yield family.scenario(number);
  }
}

/** The profiles of random scenarios, in turn: vectors and scopes have only the entries of the first. */
const TURNS: readonly Profile[] = [
  ...(['mixed', 'recent', 'mixed', 'unlocked'] as const),
  ...(['mixed', 'recent', 'mixed', 'mixed'] as const),
];

function* randomScenarios(seed: number, runs: number, unlocked: boolean): Generator<Scenario> {
  const random = new Random(seed, 0);
  const turns = TURNS.map((profile) => (profile === 'unlocked' && !unlocked ? 'mixed' : profile));
  for (let index = 0; index < runs; index++) {
    random.restart(seed, index);
    yield generateScenario(random, turns[index % turns.length] ?? 'mixed');
  }
}
