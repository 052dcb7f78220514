// SPDX-License-Identifier: GPL-2.0-or-later

import { Judge, knownIds } from '../campaign/judge';
import { causeText, newCauses } from '../campaign/new-causes';
import { foundScenario } from '../chunk/found-scenario';
import { streamName } from '../chunk/random-stream';
import { sidesDiff } from '../compare/sides-diff';
import type { Verdict } from '../differences/verdict';
import { fastCheckScenario } from '../generate/fast-check-path';
import type { Profile } from '../generate/profiles';
import { replay } from '../generate/shrink';
import { Runner } from '../run/runner';
import type { SideName } from '../run/side-names';
import type { Scenario } from '../scenario/scenario';
import type { ScenarioDocument } from '../scenario/schema';
import { writeScenario } from '../scenario/write';
import { type RunVerdict, verdictOf } from '../verdict/verdict';
import { FAST_CHECK } from './options';

/** What two neighbouring sides make of the replayed scenario. */
interface ReplayedPair {
  readonly left: SideName;
  readonly right: SideName;
  readonly verdict: Verdict['kind'];
  /** Empty if the sides agree. */
  readonly diff: string;
}

/** What the replayed scenario shows that nothing known explains. */
interface ReplayedCause {
  readonly cause: string;
  /** The promise that is broken, if it is one. */
  readonly broken: string | null;
  /** Where it shows, and what the sides do there. */
  readonly detail: string;
  readonly text: string;
}

/** One scenario of a campaign, made again. */
export interface ReplayReport {
  readonly scenario: ScenarioDocument;
  readonly pairs: readonly ReplayedPair[];
  /** The ids of the known differences and violations that it shows. */
  readonly known: readonly string[];
  /** What it shows that nothing known explains. */
  readonly fresh: readonly ReplayedCause[];
}

/**
 * Makes one scenario of a campaign or of a scope again, by the path that a report gave, and judges
 * it.
 *
 * @param path `number`, `family#number` or `seed-7-mixed#number`, then `:step` for each step of shrinking; or
 *   `fast-check#path`, with the seed and the path that fast-check gave.
 * @throws ArgumentError if there is no such path.
 */
export function replayPath(
  seed: number,
  profile: Profile,
  path: string,
  sides: readonly SideName[],
): ReplayReport {
  const scenario = { ...scenarioAt(path, seed, profile), id: `path-${path}` };
  const judgement = new Judge(Runner.of(sides)).judge(scenario);
  return {
    scenario: writeScenario(scenario),
    pairs: judgement.comparisons.map(({ pair, verdict }) => ({
      left: pair.left.name,
      right: pair.right.name,
      verdict: verdict.kind,
      diff: verdict.kind === 'equal' ? '' : sidesDiff(pair),
    })),
    known: [...knownIds(judgement)],
    fresh: newCauses(judgement).map((one) => ({
      cause: one.cause,
      broken: one.broken,
      detail: one.detail,
      text: causeText(scenario, one),
    })),
  };
}

/** What a replay comes to: with one side only, or with sides that cannot be compared, nothing. */
export function verdictOfReplay({ scenario, pairs, fresh }: ReplayReport): RunVerdict {
  const incomparable = pairs.filter(({ verdict }) => verdict === 'incomparable');
  const notCompared = [
    ...(pairs.length === 0 ? ['only one side: there is nothing to compare it with'] : []),
    ...incomparable.map(({ left, right }) => `${left} and ${right} cannot be compared`),
  ];
  const compared = pairs.length - incomparable.length;
  const parts = [{ what: scenario.id, compared, notCompared, required: true }];
  return verdictOf(fresh.length > 0, { interrupted: false, parts });
}

function scenarioAt(path: string, seed: number, profile: Profile): Scenario {
  if (path.startsWith(FAST_CHECK)) {
    return fastCheckScenario(profile, seed, path.slice(FAST_CHECK.length));
  }
  const [source = '', ...steps] = path.split(':');
  // A number alone is one of the seed and the profile that are given beside it.
  const place = source.includes('#') ? source : `${streamName({ seed, profile })}#${source}`;
  return replay(foundScenario(place), ['0', ...steps].join(':'));
}
