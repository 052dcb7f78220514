// SPDX-License-Identifier: GPL-2.0-or-later
import type { Incomparable } from '../compare/comparable';
import { Coverage } from '../coverage/coverage';
import type { Scenario } from '../scenario/scenario';
import { increment } from './increment';
import { type Judge, type Judgement, knownIds, newCauses } from './judge';

/** Disagreements or breaches of one cause that no known entry explains. */
export interface NewCause {
  readonly cause: string;
  /** The first scenario that showed it. */
  readonly scenario: Scenario;
  /** The number of that scenario in its source. */
  readonly index: number;
  /** How many scenarios showed it. */
  readonly count: number;
}

/** Counts what many scenarios came to, by cause. A scenario counts once for each cause it shows. */
export class Tally {
  scenarios = 0;
  /** Comparisons of two sides, by what they came to. */
  readonly verdicts = { equal: 0, differ: 0, incomparable: 0 };
  /** Scenarios by the id of the known difference or violation that they show. */
  readonly known = new Map<string, number>();
  /** Comparisons that could not be made, by why. */
  readonly incomparable = new Map<Incomparable['id'], number>();
  readonly coverage: readonly Coverage[];
  private readonly causes = new Map<string, NewCause>();

  /** @param covers whether the coverage of the model's table is counted too. */
  constructor(
    private readonly judge: Judge,
    covers = true,
  ) {
    this.coverage = covers ? judge.runner.sides.map(({ name }) => new Coverage(name)) : [];
  }

  /**
   * Runs a scenario on the judge's sides and counts what it shows.
   * @returns what was judged; it holds until the next scenario.
   */
  add(scenario: Scenario, index: number): Judgement {
    const judgement = this.judge.judge(scenario);
    this.scenarios++;
    let quiet = judgement.breaches.length === 0;
    for (const { verdict } of judgement.comparisons) {
      this.verdicts[verdict.kind]++;
      if (verdict.kind !== 'equal') quiet = false;
      if (verdict.kind === 'incomparable') increment(this.incomparable, verdict.why.id);
    }
    if (!quiet) {
      for (const id of knownIds(judgement)) increment(this.known, id);
      for (const { cause } of newCauses(judgement)) this.addCause(cause, scenario, index);
    }
    const { sides } = this.judge.runner;
    for (let position = 0; position < this.coverage.length; position++) {
      const side = sides[position];
      if (side !== undefined) this.coverage[position]?.add(side, scenario);
    }
    return judgement;
  }

  /** Comparisons of two sides that could be made. */
  get compared(): number {
    return this.verdicts.equal + this.verdicts.differ;
  }

  /** The unexplained causes, most frequent first. */
  newCauses(): readonly NewCause[] {
    return [...this.causes.values()].sort((one, other) => other.count - one.count);
  }

  private addCause(cause: string, scenario: Scenario, index: number): void {
    const before = this.causes.get(cause) ?? { cause, scenario, index, count: 0 };
    this.causes.set(cause, { ...before, count: before.count + 1 });
  }
}
