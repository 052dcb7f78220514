// SPDX-License-Identifier: GPL-2.0-or-later
import type { Pair } from '../compare/compare';
import { originName } from '../compare/origin';
import type { Clause } from '../contract/clause';
import { type Breach, ContractCheck } from '../contract/contract-check';
import { CLAUSES } from '../contract/registry';
import { judge, type Verdict } from '../differences/verdict';
import type { Runner } from '../run/runner';
import type { Side, SideName } from '../run/side';
import type { Scenario } from '../scenario/scenario';
import { causeOf } from './cause';

/** A comparison of two neighbouring sides. */
export interface Judged {
  readonly pair: Pair;
  readonly verdict: Verdict;
}

/** What is to be said of one scenario; it holds as long as the judge judges nothing else. */
export interface Judgement {
  readonly comparisons: readonly Judged[];
  readonly breaches: readonly Breach[];
}

/** Two sides to compare, the older one first. */
export type SidePair = readonly [SideName, SideName];

/** Each side with the next newer one. */
export function neighbours(sides: readonly SideName[]): readonly SidePair[] {
  return sides.slice(1).flatMap((newer, position): SidePair[] => {
    const older = sides[position];
    return older === undefined ? [] : [[older, newer]];
  });
}

/**
 * Runs scenarios on a set of sides, compares each side with the next older one, and holds each
 * alone to the contract.
 */
export class Judge {
  private readonly contract: ContractCheck;
  private readonly compared: readonly (readonly [Side, Side])[];

  /**
   * @param clauses the promises to check; none, to compare only.
   * @param pairs the sides to compare, if not neighbours.
   */
  constructor(
    readonly runner: Runner,
    clauses: readonly Clause[] = CLAUSES,
    readonly pairs: readonly SidePair[] = neighbours(runner.names),
  ) {
    this.contract = new ContractCheck(runner, clauses);
    const named = (name: SideName): Side[] => runner.sides.filter((side) => side.name === name);
    this.compared = pairs.flatMap(([older, newer]) =>
      named(older).flatMap((left) => named(newer).map((right) => [left, right] as const)),
    );
  }

  /** Runs and judges a scenario. */
  judge(scenario: Scenario): Judgement {
    const breaches: Breach[] = [];
    const { runner, contract } = this;
    runner.run(scenario, (side) => contract.sideRan(scenario, side, breaches));
    contract.allRan(scenario, breaches);
    const comparisons: Judged[] = [];
    for (const [left, right] of this.compared) {
      const pair = { scenario, left, right };
      comparisons.push({ pair, verdict: judge(pair) });
    }
    return { comparisons, breaches };
  }
}

/** The ids of the known differences and violations that a scenario shows. */
export function knownIds({ comparisons, breaches }: Judgement): ReadonlySet<string> {
  const ids = new Set<string>();
  for (const { verdict } of comparisons) {
    if (verdict.kind !== 'differ') continue;
    for (const { difference } of verdict.findings) if (difference !== null) ids.add(difference.id);
  }
  for (const { violation } of breaches) if (violation !== null) ids.add(violation.id);
  return ids;
}

/** A disagreement or a breach that no entry explains, and where to look at it. */
export interface NewCauseShown {
  /** Names the decision; the same for all scenarios that show it. */
  readonly cause: string;
  /** The two sides that differ, or the one side that breaks a promise. */
  readonly sides: readonly Side[];
}

/** What a scenario shows that nothing known explains, each cause once. */
export function newCauses({ comparisons, breaches }: Judgement): readonly NewCauseShown[] {
  const causes = new Map<string, NewCauseShown>();
  for (const { pair, verdict } of comparisons) {
    if (verdict.kind !== 'differ') continue;
    if (verdict.findings.every(({ difference }) => difference !== null)) continue;
    const cause = causeOf(pair, verdict.findings);
    causes.set(cause, { cause, sides: [pair.left, pair.right] });
  }
  for (const { clause, side, page, violation } of breaches) {
    if (violation !== null) continue;
    const origin = originName(side.record.origins[page] ?? 0, 0);
    const where = page < side.record.stoppedAt ? origin : 'input';
    const cause = `${side.name} breaks ${clause.id}: ${where}`;
    if (!causes.has(cause)) causes.set(cause, { cause, sides: [side] });
  }
  return [...causes.values()];
}
