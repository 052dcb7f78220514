// SPDX-License-Identifier: GPL-2.0-or-later
import type { CauseDetail } from '../campaign/cause-tally';
import type { DecisionName } from '../campaign/decision';
import { type FoldedCause, foldCauses } from '../campaign/fold-causes';
import type { CauseKind } from '../campaign/new-causes';
import type { OriginName } from '../compare/origin';
import { shrinkFailureAsking } from '../generate/shrink';
import type { SideName } from '../run/side-names';
import type { Scenario } from '../scenario/scenario';
import type { ScenarioDocument } from '../scenario/schema';
import { writeScenario } from '../scenario/write';
import type { ExternalSide } from './external-side';
import { HeldJudge } from './held-judge';
import type { HeldCause, HeldTally } from './held-tally';

/** How far a side from outside is the model that it is held to. */
export interface HeldReport {
  readonly name: string;
  readonly like: SideName;
  /** The command or the file. */
  readonly what: string;
  readonly scenarios: number;
  readonly compared: number;
  readonly agreeing: number;
  /** Of those that do not agree, what is known and has no model, by id. */
  readonly known: readonly { readonly id: string; readonly count: number }[];
  readonly without: readonly { readonly why: string; readonly count: number }[];
  /** Where it is not, by the decision that leads there; the first few shrunk. */
  readonly causes: readonly HeldFinding[];
  readonly othersNotShown: number;
}

/** One cause of results that are not the model's. */
export interface HeldFinding {
  readonly cause: string;
  readonly kind: CauseKind;
  readonly decision: DecisionName | null;
  readonly count: number;
  readonly details: readonly CauseDetail[];
  /** The entries at which it showed. */
  readonly met: readonly OriginName[];
  readonly folded: readonly FoldedCause[];
  readonly scenario: ScenarioDocument;
  readonly shrinking: 'shrunk' | 'not shown again' | 'not shrunk';
  /** What both did as a diff, or how the side failed, line by line. */
  readonly lines: readonly string[];
}

const CAUSES_SHOWN = 10;

/** Puts together what was counted of a side; shrinks its causes if it can answer for more. */
export async function heldReport(tally: HeldTally): Promise<HeldReport> {
  const { side, scenarios, compared, agreeing, known, without } = tally;
  const causes = foldCauses(tally.list());
  const shown: HeldFinding[] = [];
  for (const { cause, folded } of causes.slice(0, CAUSES_SHOWN)) {
    shown.push(await findingOf(side, cause, folded));
  }
  return {
    ...{ name: side.name, like: side.like, what: side.what, scenarios, compared, agreeing },
    known: [...known].map(([id, count]) => ({ id, count })),
    without: [...without].map(([why, count]) => ({ why, count })),
    causes: shown,
    othersNotShown: causes.length - shown.length,
  };
}

async function findingOf(
  side: ExternalSide,
  { cause, kind, decision, count, details, met, scenario }: HeldCause,
  folded: readonly FoldedCause[],
): Promise<HeldFinding> {
  const example = await exampleOf(side, cause, scenario);
  return {
    ...{ cause, kind, decision, count, details, met, folded },
    ...example,
    scenario: writeScenario({ ...example.scenario, id: 'new' }),
  };
}

interface Example {
  readonly scenario: Scenario;
  readonly shrinking: HeldFinding['shrinking'];
  readonly lines: readonly string[];
}

/** The simplest scenario that shows a cause, with what both did there. */
async function exampleOf(side: ExternalSide, cause: string, found: Scenario): Promise<Example> {
  const judge = new HeldJudge(side);
  let isAsked = true;
  /** What both did; undefined if the scenario does not show the cause. */
  const shown = async (scenario: Scenario): Promise<readonly string[] | undefined> => {
    const [answer] = await side.answers([scenario]);
    if (answer === undefined) return undefined;
    isAsked = answer.kind !== 'none';
    const held = judge.hold(scenario, answer);
    if (judge.causeOf(held)?.cause !== cause) return undefined;
    if (held.kind === 'failed') return held.lines;
    return judge.diff(scenario).split('\n');
  };
  const first = await shown(found);
  if (first === undefined) {
    // Of a side that is asked no more nobody knows whether it would show it.
    return { scenario: found, shrinking: isAsked ? 'not shown again' : 'not shrunk', lines: [] };
  }
  if (side.saved !== undefined) return { scenario: found, shrinking: 'not shrunk', lines: first };
  let isFirst = true;
  const shrunk = await shrinkFailureAsking(found, async (candidate) => {
    const known = isFirst;
    isFirst = false;
    return known || (await shown(candidate)) !== undefined;
  });
  const lines = await shown(shrunk.scenario);
  return lines === undefined
    ? { scenario: found, shrinking: 'not shrunk', lines: first }
    : { scenario: shrunk.scenario, shrinking: 'shrunk', lines };
}
