// SPDX-License-Identifier: GPL-2.0-or-later
import { Judge, type NewCauseShown, newCauses } from '../campaign/judge';
import { sidesText } from '../compare/sides-diff';
import { shrinkFailure } from '../generate/shrink';
import { Runner } from '../run/runner';
import type { SideName } from '../run/side';
import type { Scenario } from '../scenario/scenario';
import type { ScenarioDocument } from '../scenario/schema';
import { writeScenario } from '../scenario/write';
import type { CauseCounts, SourceCause } from './source';

/** A new difference or breach, ready to be shown: shrunk, with what the sides did. */
export interface NewFinding {
  readonly cause: string;
  /** How many scenarios showed it. */
  readonly count: number;
  /** The simplest scenario that shows it. */
  readonly scenario: ScenarioDocument;
  /** Two sides that differ on that scenario as a unified diff, or what the one side did. */
  readonly text: string;
  /** How `--path` names the simplest scenario; null if it comes from a vector. */
  readonly path: string | null;
}

/** A new cause that is counted and not shown. */
export interface OtherCause {
  readonly cause: string;
  readonly count: number;
}

/** So many new causes are shrunk and shown; a broken side has hundreds. */
const CAUSES_SHOWN = 10;

/**
 * Shrinks the new causes of some sources. A cause is shown once, from the first source that has it,
 * the most frequent ones first.
 */
export function findingsOf(
  sources: readonly CauseCounts[],
  sides: readonly SideName[],
): { readonly shown: readonly NewFinding[]; readonly others: readonly OtherCause[] } {
  const causes = new Map<string, SourceCause>();
  for (const one of sources.flatMap(({ fresh }) => fresh)) {
    const before = causes.get(one.cause);
    causes.set(one.cause, before === undefined ? one : addCounts(before, one));
  }
  const byCount = [...causes.values()].sort((one, other) => other.count - one.count);
  const judge = new Judge(Runner.of(sides));
  const shown = byCount.slice(0, CAUSES_SHOWN).map((cause) => findingOf(cause, judge));
  const others = byCount.slice(CAUSES_SHOWN).map(({ cause, count }) => ({ cause, count }));
  return { shown, others };
}

function addCounts(one: SourceCause, other: SourceCause): SourceCause {
  return { ...one, count: one.count + other.count };
}

/** Shrinks one cause to the simplest scenario that shows the same one. */
function findingOf({ cause, count, scenario, path }: SourceCause, judge: Judge): NewFinding {
  const find = (candidate: Scenario): NewCauseShown | undefined =>
    newCauses(judge.judge(candidate)).find((one) => one.cause === cause);
  const shrunk = shrinkFailure(scenario, (candidate) => find(candidate) !== undefined);
  const steps = shrunk.path.split(':').slice(1);
  return {
    cause,
    count,
    scenario: writeScenario({ ...shrunk.scenario, id: 'new' }),
    text: sidesText(shrunk.scenario, find(shrunk.scenario)?.sides ?? []),
    path: path === null ? null : [path, ...steps].join(':'),
  };
}
