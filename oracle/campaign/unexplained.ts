// SPDX-License-Identifier: GPL-2.0-or-later
import type { Pair } from '../compare/compare';
import { judge, type Verdict } from '../compare/verdict';
import type { Runner } from '../run/runner';
import type { Scenario } from '../scenario/scenario';
import { causeOf } from './cause';

/** A comparison of two neighbouring sides, as long as the runner runs nothing else. */
export interface Judged {
  readonly pair: Pair;
  readonly verdict: Verdict;
}

/** Runs a scenario and compares each side with the next older one. */
export function judgeSides(runner: Runner, scenario: Scenario): readonly Judged[] {
  runner.run(scenario);
  const judged: Judged[] = [];
  for (let position = 1; position < runner.sides.length; position++) {
    const left = runner.sides[position - 1];
    const right = runner.sides[position];
    if (left === undefined || right === undefined) continue;
    const pair = { scenario, left, right };
    judged.push({ pair, verdict: judge(pair) });
  }
  return judged;
}

/** The cause of what no known difference explains in a verdict; undefined if all is explained. */
export function unexplainedCause({ pair, verdict }: Judged): string | undefined {
  if (verdict.kind !== 'differ') return undefined;
  if (verdict.findings.every(({ difference }) => difference !== null)) return undefined;
  return causeOf(pair, verdict.findings);
}
