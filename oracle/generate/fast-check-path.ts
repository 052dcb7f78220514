// SPDX-License-Identifier: GPL-2.0-or-later
import * as fc from 'fast-check';
import { InputError } from '../scenario/input-error';
import type { Scenario } from '../scenario/scenario';
import { scenarioArbitrary } from './arbitrary';
import type { Profile } from './profiles';

/** fast-check counts up to a run one by one; this many take it seconds. */
const RUNS_LIMIT = 10_000_000;

/**
 * The scenario that fast-check came to in a property of `scenarioArbitrary(profile)` alone, without
 * constraints and examples.
 *
 * @param seed an integer of 32 bits, signed, as fast-check prints it.
 * @param path the number of a run, then `:step` for each step of shrinking, as fast-check prints it.
 * @throws InputError if there is no such step.
 */
export function fastCheckScenario(profile: Profile, seed: number, path: string): Scenario {
  if (Number(path.split(':')[0]) > RUNS_LIMIT) {
    const message = `expected the number of a run up to ${RUNS_LIMIT}, got ${path}`;
    throw new InputError({ file: '--path' }, message);
  }
  const scenario = stepByStep(profile, seed, path.split(':'));
  if (scenario !== undefined) return scenario;
  const message =
    `expected the path of a counterexample of scenarioArbitrary('${profile}') with seed ${seed}, ` +
    `got ${path}, which ends nowhere. A property with constraints, examples or other arbitraries ` +
    'is replayed by fast-check itself, fc.assert(property, { seed, path }); or paste its ' +
    'counterexample into hmm-pfn explain -';
  throw new InputError({ file: '--path' }, message);
}

/** fast-check throws for a path that goes on after its end, so none is asked for beyond a step. */
function stepByStep(
  profile: Profile,
  seed: number,
  steps: readonly string[],
): Scenario | undefined {
  const arbitrary = scenarioArbitrary(profile);
  let scenario: Scenario | undefined;
  for (let step = 1; step <= steps.length; step++) {
    const path = steps.slice(0, step).join(':');
    [scenario] = fc.sample(arbitrary, { seed, path, numRuns: 1 });
    if (scenario === undefined) return undefined;
  }
  return scenario;
}
