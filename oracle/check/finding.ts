// SPDX-License-Identifier: GPL-2.0-or-later

import { Judge, type NewCauseShown, newCauses } from '../campaign/judge';
import type { NewCause } from '../campaign/tally';
import { shrinkFailure } from '../generate/shrink';
import { sidesText } from '../report/sides-diff';
import { Runner } from '../run/runner';
import type { SideName } from '../run/side';
import type { Scenario } from '../scenario/scenario';
import type { ScenarioDocument } from '../scenario/schema';
import { writeScenario } from '../scenario/write';

/** A new difference or breach, ready to be shown: shrunk, with what the sides did. */
export interface NewFinding {
  readonly cause: string;
  /** How many scenarios showed it. */
  readonly count: number;
  /** The simplest scenario that shows it. */
  readonly scenario: ScenarioDocument;
  /** Two sides that differ on that scenario as a unified diff, or what the one side did. */
  readonly text: string;
  /** The first scenario that showed it: its number in its source, and the steps to the simplest. */
  readonly path: string;
}

/** Shrinks a new cause to the simplest scenario that shows the same one. */
export function findingOf(
  { cause, count, scenario, index }: NewCause,
  sides: readonly SideName[],
): NewFinding {
  const judge = new Judge(Runner.of(sides));
  const find = (candidate: Scenario): NewCauseShown | undefined =>
    newCauses(judge.judge(candidate)).find((one) => one.cause === cause);
  const shrunk = shrinkFailure(scenario, (candidate) => find(candidate) !== undefined);
  const steps = shrunk.path.split(':').slice(1);
  return {
    cause,
    count,
    scenario: writeScenario({ ...shrunk.scenario, id: 'new' }),
    text: sidesText(shrunk.scenario, find(shrunk.scenario)?.sides ?? []),
    path: [index, ...steps].join(':'),
  };
}
