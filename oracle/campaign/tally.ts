// SPDX-License-Identifier: GPL-2.0-or-later
import type { Incomparable } from '../compare/compare';
import { Coverage } from '../coverage/coverage';
import { lazy } from '../package/lazy';
import type { Scenario } from '../scenario/scenario';
import { CauseTally, type NewCause } from './cause-tally';
import { increment } from './increment';
import { type Judge, type Judgement, knownIds, showsOnlyKnown } from './judge';

/** Nearly every scenario shows nothing new. */
const causes = lazy((): typeof import('./new-causes') => require('./new-causes'));

/** One in this many scenarios is run again on new instances of the sides; so is everything that is shown. */
const RUN_AGAIN_ONE_IN = 1024;

/** Whether the scenario of this number is run again on new instances of the sides. */
export function isRunAgain(index: number): boolean {
  return index % RUN_AGAIN_ONE_IN === 0;
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
  private readonly causes = new CauseTally();

  /**
   * @param covers whether the coverage of the model's table is counted too.
   * @param withPairs whether that has pairs of origins, too.
   */
  constructor(
    private readonly judge: Judge,
    covers = true,
    withPairs = false,
  ) {
    const names = covers ? judge.runner.names : [];
    this.coverage = names.map((name) => new Coverage(name, withPairs));
  }

  /**
   * Runs a scenario on the judge's sides and counts what it shows.
   * @returns what was judged; it holds until the next scenario.
   */
  add(scenario: Scenario, index: number): Judgement {
    const judgement = this.judge.judge(scenario);
    this.count(judgement, scenario, index);
    return judgement;
  }

  /** Counts what a scenario shows that the judge's sides have just run. */
  count(judgement: Judgement, scenario: Scenario, index: number): void {
    if (!this.countKnown(judgement, 1)) this.addNew(judgement, scenario, index);
    if (isRunAgain(index)) this.runAgain(scenario, index);
    const { sides } = this.judge.runner;
    for (let position = 0; position < this.coverage.length; position++) {
      const side = sides[position];
      if (side !== undefined) this.coverage[position]?.add(side, scenario);
    }
  }

  /**
   * Counts further scenarios that came to the very same as one that was counted, and that showed only
   * what is known.
   */
  countAgain(judgement: Judgement, times: number): void {
    this.countKnown(judgement, times);
  }

  /** @returns whether there is nothing else to see: the sides did the same, and nothing is wrong. */
  private countKnown(judgement: Judgement, times: number): boolean {
    this.scenarios += times;
    let quiet = judgement.breaches.length === 0 && judgement.faults.length === 0;
    for (const { verdict } of judgement.comparisons) {
      this.verdicts[verdict.kind] += times;
      if (verdict.kind !== 'equal') quiet = false;
      if (verdict.kind === 'incomparable') increment(this.incomparable, verdict.why.id, times);
    }
    if (!quiet) for (const id of knownIds(judgement)) increment(this.known, id, times);
    return quiet;
  }

  /** Comparisons of two sides that could be made. */
  get compared(): number {
    return this.verdicts.equal + this.verdicts.differ;
  }

  /** The unexplained causes, in the order in which they are to be shown. */
  newCauses(): readonly NewCause[] {
    return this.causes.list();
  }

  /** Sides made anew must come to the same: what was run before is to have no influence. */
  private runAgain(scenario: Scenario, index: number): void {
    const faults = this.judge.unsteady(scenario);
    this.addNew({ comparisons: [], breaches: [], faults }, scenario, index);
  }

  private addNew(judgement: Judgement, scenario: Scenario, index: number): void {
    if (showsOnlyKnown(judgement)) return;
    for (const one of causes().newCauses(judgement)) this.causes.add(one, scenario, index);
  }
}
