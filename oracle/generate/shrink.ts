// SPDX-License-Identifier: GPL-2.0-or-later

import * as fc from 'fast-check';
import { ArgumentError } from '../scenario/argument-error';
import type { Scenario } from '../scenario/scenario';
import { startingAt } from './arbitrary';
import { simpler } from './simplify';

const ONCE = { numRuns: 1, seed: 0, endOnFailure: false } as const;
const PATH = /^\d+(?::\d+)*$/;

/** The simplest scenario that shrinking found to fail still. */
interface ShrunkFailure {
  readonly scenario: Scenario;
  /** The way to it, for {@link replay}: fast-check's `counterexamplePath`. */
  readonly path: string;
  /** How many steps the way has. */
  readonly shrinks: number;
}

/**
 * Hands a scenario that was found to fail to fast-check, and returns the minimum.
 *
 * @param fails whether a scenario fails; called many times, so it should be as quick as one run.
 * @throws Error if the scenario does not fail, and whatever `fails` throws.
 */
export function shrinkFailure(
  scenario: Scenario,
  fails: (scenario: Scenario) => boolean,
): ShrunkFailure {
  let thrown: { readonly error: unknown } | undefined;
  const property = fc.property(startingAt(scenario), (candidate) => {
    // To fast-check an exception is a failure like any other; here it must not pass for one.
    try {
      return thrown !== undefined || !fails(candidate);
    } catch (error) {
      thrown = { error };
      return true;
    }
  });
  const details = fc.check(property, ONCE);
  if (thrown !== undefined) throw thrown.error;
  return shrunk(scenario, details);
}

/** {@link shrinkFailure} for a question that takes time. */
export async function shrinkFailureAsking(
  scenario: Scenario,
  fails: (scenario: Scenario) => Promise<boolean>,
): Promise<ShrunkFailure> {
  let thrown: { readonly error: unknown } | undefined;
  const property = fc.asyncProperty(startingAt(scenario), async (candidate) => {
    try {
      return thrown !== undefined || !(await fails(candidate));
    } catch (error) {
      thrown = { error };
      return true;
    }
  });
  const details = await fc.check(property, ONCE);
  if (thrown !== undefined) throw thrown.error;
  return shrunk(scenario, details);
}

function shrunk(scenario: Scenario, details: fc.RunDetails<[Scenario]>): ShrunkFailure {
  if (!details.failed || details.counterexample === null || details.counterexamplePath === null) {
    throw new Error(`"scenario" expected one that fails, got ${scenario.id}, which does not`);
  }
  return {
    scenario: details.counterexample[0],
    path: details.counterexamplePath,
    shrinks: details.numShrinks,
  };
}

/**
 * The scenario at the end of a path of {@link shrinkFailure} that began with this one; nothing has
 * to fail again for it.
 *
 * @param path `run:step:step…`; the run is always the first, each step the number of a candidate.
 * @throws ArgumentError for a path of another form, and if there is no such candidate.
 */
export function replay(scenario: Scenario, path: string): Scenario {
  if (!PATH.test(path))
    throw new ArgumentError(`"path" expected numbers with : between, got ${path}`);
  let reached = scenario;
  for (const step of path.split(':').slice(1)) {
    const next = candidateNumber(reached, Number(step));
    if (next === undefined) {
      throw new ArgumentError(
        `"path" expected steps that the scenario has, got ${step} in ${path}`,
      );
    }
    reached = next;
  }
  return reached;
}

function candidateNumber(scenario: Scenario, wanted: number): Scenario | undefined {
  let number = 0;
  for (const candidate of simpler(scenario)) {
    if (number++ === wanted) return candidate;
  }
  return undefined;
}
