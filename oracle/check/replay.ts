// SPDX-License-Identifier: GPL-2.0-or-later
import { judgeSides, unexplainedCause } from '../campaign/unexplained';
import { generateScenario, type Profile } from '../generate/generate';
import { Random } from '../generate/random';
import { replay } from '../generate/shrink';
import { sidesDiff } from '../report/sides-diff';
import { Runner } from '../run/runner';
import type { SideName } from '../run/side';
import type { ScenarioDocument } from '../scenario/schema';
import { writeScenario } from '../scenario/write';

/** What two neighbouring sides make of the replayed scenario. */
export interface ReplayedPair {
  readonly left: SideName;
  readonly right: SideName;
  readonly verdict: 'equal' | 'differ' | 'incomparable';
  /** The known differences that show, and the new cause, if there is one. */
  readonly known: readonly string[];
  readonly fresh: string | undefined;
  /** Empty if the sides agree. */
  readonly diff: string;
}

/** One scenario of a campaign, made again. */
export interface ReplayReport {
  readonly scenario: ScenarioDocument;
  readonly pairs: readonly ReplayedPair[];
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
  const pairs = judgeSides(Runner.of(sides), scenario).map((judged): ReplayedPair => {
    const { pair, verdict } = judged;
    const findings = verdict.kind === 'differ' ? verdict.findings : [];
    const known = new Set(findings.flatMap(({ difference }) => difference?.id ?? []));
    return {
      left: pair.left.name,
      right: pair.right.name,
      verdict: verdict.kind,
      known: [...known],
      fresh: unexplainedCause(judged),
      diff: verdict.kind === 'equal' ? '' : sidesDiff(pair),
    };
  });
  return { scenario: writeScenario(scenario), pairs };
}
