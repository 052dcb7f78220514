// SPDX-License-Identifier: GPL-2.0-or-later

import { explain } from '../explain/explain';
import type { Explanation } from '../explain/explanation';
import { findKnown, type KnownEntry } from '../explain/known';
import { Runner } from '../run/runner';
import type { SideName } from '../run/side-names';
import { readScenario } from '../scenario/read';
import { NOTHING_BESIDE } from '../scenario/read-expect';
import type { ScenarioDocument } from '../scenario/schema';
import { GOLDEN_SIDES } from '../scenario/sides';
import { MINIMAL_FOLDER, readMinimal } from './minimal-files';
import type { CheckReport } from './report';

/** A check with its scenarios explained. */
export interface ExplainedCheck {
  readonly report: CheckReport;
  /** The minimal scenario of each known cause that showed, by id. */
  readonly known: ReadonlyMap<string, Explanation>;
  /** The simplest scenario of each new cause, in their order. */
  readonly fresh: readonly Explanation[];
}

/** Explains the minimal scenarios of all that a check found, on the sides that it ran. */
export function explainCheck(report: CheckReport): ExplainedCheck {
  const { options, differences, violations, fresh } = report;
  const runner = Runner.of(options.sides);
  return {
    report,
    known: explainMinimal([...differences, ...violations], runner),
    fresh: fresh.map(({ scenario }) => explainDocument(scenario, runner)),
  };
}

/** The minimal scenarios of known causes, explained, by id; those without one are left out. */
export function explainMinimal(
  causes: readonly { readonly id: string }[],
  runner: Runner = Runner.of(GOLDEN_SIDES),
): ReadonlyMap<string, Explanation> {
  const known = causes.flatMap(({ id }) => findKnown(id) ?? []);
  return new Map(
    known.map((entry) => {
      const { scenario } = readMinimal(entry.id);
      return [entry.id, explainDocument(scenario, runner, entry)];
    }),
  );
}

const NO_SIDES = Runner.of([]);

/** What stands where in a scenario that a driver runs, with requests of its own. */
export function explainPlaces(document: ScenarioDocument): Explanation {
  return explainDocument(document, NO_SIDES);
}

/** A scenario of a report, explained on these sides. */
export function explainScenario(
  document: ScenarioDocument,
  sides: readonly SideName[],
): Explanation {
  return explainDocument(document, Runner.of(sides));
}

function explainDocument(
  document: ScenarioDocument,
  runner: Runner,
  entry?: KnownEntry,
): Explanation {
  const file = entry === undefined ? '' : `${MINIMAL_NAME}/${entry.id}.json`;
  const scenario = readScenario(document, { file: document.id }, 'followed');
  const chosen = { file, line: 1, measured: false, scenario, entry, ...NOTHING_BESIDE };
  return explain(chosen, runner);
}

/** {@link MINIMAL_FOLDER} as a reader of the project knows it. */
const MINIMAL_NAME = MINIMAL_FOLDER.split(/[/\\]/).slice(-2).join('/');
