// SPDX-License-Identifier: GPL-2.0-or-later
import type { CauseCount } from '../campaign/cause-tally';
import type { Counted, FoundCause } from '../chunk/counted';
import { lazy } from '../package/lazy';
import { readScenario } from '../scenario/read';
import type { Scenario } from '../scenario/scenario';

/** Only what is found is made again. */
const found = lazy((): typeof import('../chunk/found-scenario') =>
  require('../chunk/found-scenario'),
);

/** An unexplained cause in one source of scenarios. */
export interface SourceCause extends CauseCount {
  /** The first scenario that showed it. */
  readonly scenario: Scenario;
  /** How `--path` names that scenario; null for vectors, which are named by their document. */
  readonly path: string | null;
}

/** What one source of scenarios came to: the vectors, a scope, or random ones. */
export interface SourceCauseCounts {
  readonly scenarios: number;
  /** Comparisons of two sides that could be made. */
  readonly compared: number;
  readonly known: ReadonlyMap<string, number>;
  readonly incomparable: ReadonlyMap<string, number>;
  readonly fresh: readonly SourceCause[];
}

/**
 * What was counted, as a report needs it.
 *
 * @param pathOf how the report writes a path.
 */
export function causeCountsOf(counted: Counted, pathOf = asItIs): SourceCauseCounts {
  return {
    scenarios: counted.scenarios,
    compared: counted.compared,
    known: new Map(Object.entries(counted.known)),
    incomparable: new Map(Object.entries(counted.incomparable)),
    fresh: Object.values(counted.causes).map((cause) => sourceCauseOf(cause, pathOf)),
  };
}

function asItIs(path: string): string {
  return path;
}

function sourceCauseOf(
  { first, ...cause }: FoundCause,
  pathOf: (path: string) => string,
): SourceCause {
  const { index, path, scenario } = first;
  if (path !== null) {
    return { ...cause, index, scenario: found().foundScenario(path), path: pathOf(path) };
  }
  return { ...cause, index, scenario: readScenario(scenario, { file: 'a vector' }), path: null };
}
