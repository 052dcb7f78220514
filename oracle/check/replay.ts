// SPDX-License-Identifier: GPL-2.0-or-later
import { Judge, knownIds, newCauses } from '../campaign/judge';
import type { Verdict } from '../compare/verdict';
import { generateScenario, type Profile } from '../generate/generate';
import { Random } from '../generate/random';
import { replay } from '../generate/shrink';
import { sidesDiff, sidesText } from '../report/sides-diff';
import { Runner } from '../run/runner';
import type { SideName } from '../run/side';
import type { ScenarioDocument } from '../scenario/schema';
import { writeScenario } from '../scenario/write';

/** What two neighbouring sides make of the replayed scenario. */
export interface ReplayedPair {
  readonly left: SideName;
  readonly right: SideName;
  readonly verdict: Verdict['kind'];
  /** Empty if the sides agree. */
  readonly diff: string;
}

/** One scenario of a campaign, made again. */
export interface ReplayReport {
  readonly scenario: ScenarioDocument;
  readonly pairs: readonly ReplayedPair[];
  /** The ids of the known differences and violations that it shows. */
  readonly known: readonly string[];
  /** What it shows that nothing known explains. */
  readonly fresh: readonly { readonly cause: string; readonly text: string }[];
}

/**
 * Makes one scenario of a campaign again, by the path that a report gave, and compares the sides.
 *
 * @param path `number` or `number:step:step…`: the scenario's number, and the steps of shrinking.
 * @throws RangeError if there is no such path.
 */
export function replayPath(
  seed: number,
  profile: Profile,
  path: string,
  sides: readonly SideName[],
): ReplayReport {
  const index = Number(path.split(':')[0]);
  const found = generateScenario(new Random(seed, index), profile);
  const scenario = { ...replay(found, path), id: `seed-${seed}-path-${path}` };
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
      text: sidesText(scenario, one.sides),
    })),
  };
}
