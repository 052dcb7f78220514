// SPDX-License-Identifier: GPL-2.0-or-later
import { generateScenario } from '../../oracle/generate/generate';
import { Random } from '../../oracle/generate/random';
import { readCorpus } from '../../oracle/scenario/corpus';
import type { Scenario } from '../../oracle/scenario/scenario';
import { familiesOf, type Scope } from '../../oracle/scope/scopes';
import type { Policies } from './policy';

/** Where the scenarios of an audit come from. */
export interface ScenarioOptions {
  /** Corpora; `-` is the standard input. */
  readonly vectors: readonly string[];
  /** 0 is none. */
  readonly scope: Scope | 0;
  readonly seed: number;
  readonly runs: number;
}

/** Some scenarios of one source. */
export interface ScenarioBatch {
  readonly source: 'vectors' | 'scope' | 'random';
  /** The file that they come from; undefined for those that are made. */
  readonly file?: string;
  readonly scenarios: readonly Scenario[];
}

const BATCH = 1000;

/** All scenarios of an audit, the exhaustive ones first: they have the simplest of each kind. */
export async function* scenarioBatches(
  options: ScenarioOptions,
  policies: Pick<Policies, 'before'>,
): AsyncGenerator<ScenarioBatch> {
  if (options.scope !== 0) yield* scopeBatches(options.scope, policies);
  yield* vectorBatches(options.vectors);
  yield* randomBatches(options);
}

function* scopeBatches(scope: Scope, policies: Pick<Policies, 'before'>): Generator<ScenarioBatch> {
  let scenarios: Scenario[] = [];
  for (const family of familiesOf(scope)) {
    // The format is the driver's; only one of all formats is of interest.
    if (family.ownFormats) continue;
    for (let number = 0; number < family.size; number++) {
      const scenario = family.scenario(number);
      if (!isFirstOfPolicy(scenario, policies)) continue;
      scenarios.push(scenario);
      if (scenarios.length < BATCH) continue;
      yield { source: 'scope', scenarios };
      scenarios = [];
    }
  }
  if (scenarios.length > 0) yield { source: 'scope', scenarios };
}

/**
 * Families go through policies; where the adapter has one, all of those are the same but for what
 * makes an atomic access of a write (see `audit/model/accesses.ts`).
 */
function isFirstOfPolicy({ range }: Scenario, { before }: Pick<Policies, 'before'>): boolean {
  if (before.range === null) return true;
  return (
    range.mask === 0 && (range.defaults === 0 || (range.defaults === 2 && before.requests !== null))
  );
}

async function* vectorBatches(files: readonly string[]): AsyncGenerator<ScenarioBatch> {
  for (const file of files) {
    let scenarios: Scenario[] = [];
    for await (const { scenario } of readCorpus(file)) {
      scenarios.push(scenario);
      if (scenarios.length < BATCH) continue;
      yield { source: 'vectors', file, scenarios };
      scenarios = [];
    }
    if (scenarios.length > 0) yield { source: 'vectors', file, scenarios };
  }
}

function* randomBatches({ seed, runs }: ScenarioOptions): Generator<ScenarioBatch> {
  const random = new Random(seed, 0);
  for (let done = 0; done < runs; ) {
    const stop = Math.min(done + BATCH, runs);
    const scenarios: Scenario[] = [];
    for (; done < stop; done++) {
      random.restart(seed, done);
      scenarios.push(generateScenario(random, 'mixed'));
    }
    yield { source: 'random', scenarios };
  }
}
