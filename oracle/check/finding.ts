// SPDX-License-Identifier: GPL-2.0-or-later
import type { CauseCount, CauseDetail } from '../campaign/cause-tally';
import {
  type FoldedCause,
  type FoldedUnder,
  foldCauses,
  sumOfCauses,
} from '../campaign/fold-causes';
import { Judge } from '../campaign/judge';
import { causeText, type NewCauseShown, newCauses } from '../campaign/new-causes';
import { generateScenario } from '../generate/generate';
import { Random } from '../generate/random';
import { shrinkFailureAsking } from '../generate/shrink';
import { GivenUpError } from '../run/no-room';
import { Runner } from '../run/runner';
import type { SideName } from '../run/side-names';
import type { Scenario } from '../scenario/scenario';
import type { ScenarioDocument } from '../scenario/schema';
import { writeScenario } from '../scenario/write';
import type { SourceCause, SourceCauseCounts } from './examined';
import { ShrinkPatience } from './shrink-patience';

/** How the scenario that a finding shows came about. */
export type Shrinking =
  /** It is the simplest one that shrinking found. */
  | 'shrunk'
  /** It is the one that was found: run by itself, on sides made anew, it does not show the cause. */
  | 'not shown again'
  /** It is the one that was found: its shrunk form, run by itself, does not show the cause. */
  | 'not shrunk';

/** A new cause, ready to be shown: shrunk, with what the sides did. */
export interface NewFinding extends Omit<CauseCount, 'index'> {
  /** Consequences of it, which are no causes of their own. */
  readonly folded: readonly FoldedCause[];
  /** The simplest scenario that shows it. */
  readonly scenario: ScenarioDocument;
  readonly shrinking: Shrinking;
  /** Two sides that differ on that scenario as a unified diff, or what the one side did. */
  readonly text: string;
  /** How `--path` names that scenario; null if it comes from a vector. */
  readonly path: string | null;
}

/** A new cause that is counted and not shown. */
export type OtherCause = Pick<NewFinding, 'cause' | 'broken' | 'count' | 'details' | 'folded'>;
export type { CauseDetail, FoldedCause };

/** How many new causes are shrunk and shown; a broken side has more. */
const CAUSES_SHOWN = 10;

/**
 * Shrinks the new causes of some sources. A cause is shown once, from the first source that has it,
 * in the order of {@link foldCauses}.
 *
 * @param signal ends the shrinking early; what was not shrunk is shown as it was found, or as far as it came.
 */
export async function findingsOf(
  sources: readonly SourceCauseCounts[],
  sides: readonly SideName[],
  judge = new Judge(Runner.of(sides)),
  signal: AbortSignal = new AbortController().signal,
): Promise<{ readonly shown: readonly NewFinding[]; readonly others: readonly OtherCause[] }> {
  const causes = foldCauses(sumOfCauses(sources.flatMap(({ fresh }) => fresh)));
  const patience = new ShrinkPatience(signal);
  const shown: NewFinding[] = [];
  for (const cause of causes.slice(0, CAUSES_SHOWN)) {
    shown.push(await findingOf(cause, judge, patience));
  }
  const others = causes
    .slice(CAUSES_SHOWN)
    .map(({ cause: { cause, broken, count, details }, folded }) => ({
      ...{ cause, broken, count, details, folded },
    }));
  return { shown, others };
}

/** Shrinks one cause to the simplest scenario that shows the same one. */
async function findingOf(
  { cause: found, folded }: FoldedUnder<SourceCause>,
  judge: Judge,
  patience: ShrinkPatience,
): Promise<NewFinding> {
  const { index: _, scenario, path, ...cause } = found;
  const example = await exampleOf(found, scenario, judge, patience);
  return {
    ...cause,
    folded,
    scenario: writeScenario({ ...example.scenario, id: 'new' }),
    shrinking: example.shrinking,
    text: example.text,
    path: path === null ? null : [path, ...example.steps].join(':'),
  };
}

interface Example {
  readonly scenario: Scenario;
  readonly shrinking: Shrinking;
  /** The way of shrinking to the scenario. */
  readonly steps: readonly string[];
  readonly text: string;
}

/** The simplest scenario that shows a cause on sides made anew, or else the one that was found. */
async function exampleOf(
  { cause, kind }: CauseCount,
  scenario: Scenario,
  judge: Judge,
  patience: ShrinkPatience,
): Promise<Example> {
  const shownBy = (candidate: Scenario, by: Judge): NewCauseShown | undefined => {
    const shown = kind === 'unsteady' ? unsteadyIn(candidate, by) : newCauses(by.judge(candidate));
    return shown.find((one) => one.cause === cause);
  };
  const once = judge.fresh();
  const again = shownBy(scenario, once);
  if (again === undefined) {
    // A side that is asked no more does not say whether it would show it.
    const isAsked = !once.runner.sides.some(({ overflow }) => overflow instanceof GivenUpError);
    const shrinking = isAsked ? 'not shown again' : 'not shrunk';
    return { scenario, shrinking, steps: [], text: textOf(scenario, undefined) };
  }
  const shrinking = judge.fresh();
  // This was established before shrinking begins; sides with memory may not show it again when rerun.
  let isFirst = true;
  const shrunk = await shrinkFailureAsking(scenario, async (candidate) => {
    const known = isFirst;
    isFirst = false;
    return known || ((await patience.isLeft()) && shownBy(candidate, shrinking) !== undefined);
  });
  const shown = shownBy(shrunk.scenario, judge.fresh());
  if (shown === undefined) {
    const text = textOf(scenario, shownBy(scenario, judge.fresh()));
    return { scenario, shrinking: 'not shrunk', steps: [], text };
  }
  const steps = shrunk.path.split(':').slice(1);
  return {
    scenario: shrunk.scenario,
    shrinking: 'shrunk',
    steps,
    text: textOf(shrunk.scenario, shown),
  };
}

function textOf(scenario: Scenario, shown: NewCauseShown | undefined): string {
  return shown === undefined ? '' : causeText(scenario, shown);
}

/** Random scenarios that sides run first which may remember something. */
const RUN_BEFORE = 16;

/** Whether sides come to another result on a scenario when they have run others. */
export function unsteadyIn(scenario: Scenario, judge: Judge): readonly NewCauseShown[] {
  const random = new Random(0, 0);
  for (let index = 0; index < RUN_BEFORE; index++) {
    random.restart(0, index);
    judge.runner.run(generateScenario(random, 'small'));
  }
  judge.runner.run(scenario);
  return newCauses({ comparisons: [], breaches: [], faults: judge.unsteady(scenario) });
}
