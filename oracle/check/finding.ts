// SPDX-License-Identifier: GPL-2.0-or-later
import type { NewCause } from '../campaign/tally';
import { judgeSides, unexplainedCause } from '../campaign/unexplained';
import { shrinkFailure } from '../generate/shrink';
import { sidesDiff } from '../report/sides-diff';
import { Runner } from '../run/runner';
import type { SideName } from '../run/side';
import type { Scenario } from '../scenario/scenario';
import type { ScenarioDocument } from '../scenario/schema';
import { writeScenario } from '../scenario/write';

/** A new difference, ready to be shown: shrunk, with the diff of the two sides. */
export interface NewFinding {
  readonly cause: string;
  /** How many scenarios showed it. */
  readonly count: number;
  /** The simplest scenario that shows it. */
  readonly scenario: ScenarioDocument;
  /** The two sides on that scenario, as a unified diff. */
  readonly diff: string;
  /** The first scenario that showed it: its number in its source, and the steps to the simplest. */
  readonly path: string;
}

/** Shrinks a new cause to the simplest scenario that shows the same one. */
export function findingOf(
  { cause, count, scenario, index }: NewCause,
  sides: readonly SideName[],
): NewFinding {
  const runner = Runner.of(sides);
  const shows = (candidate: Scenario): boolean =>
    judgeSides(runner, candidate).some((judged) => unexplainedCause(judged) === cause);
  const shrunk = shrinkFailure(scenario, shows);
  const steps = shrunk.path.split(':').slice(1);
  const judged = judgeSides(runner, shrunk.scenario).find((one) => unexplainedCause(one) === cause);
  return {
    cause,
    count,
    scenario: writeScenario({ ...shrunk.scenario, id: 'new-difference' }),
    diff: judged === undefined ? '' : sidesDiff(judged.pair),
    path: [index, ...steps].join(':'),
  };
}
