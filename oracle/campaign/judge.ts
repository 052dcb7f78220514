// SPDX-License-Identifier: GPL-2.0-or-later
import type { WalkEnd } from '../../mm/range-record';
import { PAGE_SIZE } from '../../mm/units';
import type { Pair } from '../compare/compare';
import type { Clause } from '../contract/clause';
import { type Breach, ContractCheck } from '../contract/contract-check';
import { CLAUSES } from '../contract/registry';
import { judge, type Verdict } from '../differences/verdict';
import type { Runner } from '../run/runner';
import type { Side } from '../run/side';
import { SideFailure } from '../run/side-failure';
import type { Scenario } from '../scenario/scenario';
import { sameOutcome } from './same-outcome';

/** A comparison of two neighbouring sides. */
export interface Judged {
  readonly pair: Pair;
  readonly verdict: Verdict;
}

/** What is wrong with one side, whatever the others do. */
export type SideFault =
  /** It threw; if in an experiment of the contract, then not on the scenario itself. */
  | { readonly kind: 'throws'; readonly side: Side; readonly failure: SideFailure }
  /** It passed pages without putting out a word, after it had ended a walk there or on its way. */
  | { readonly kind: 'unfilled'; readonly side: Side; readonly ended: WalkEnd | undefined }
  /** Made anew it came to another result. */
  | { readonly kind: 'unsteady'; readonly side: Side; readonly anew: Side };

/** What is to be said of one scenario; it holds as long as the judge judges nothing else. */
export interface Judgement {
  readonly comparisons: readonly Judged[];
  readonly breaches: readonly Breach[];
  readonly faults: readonly SideFault[];
}

/**
 * Runs scenarios on a set of sides, compares each side with the next older one, and holds each
 * alone to the contract.
 */
export class Judge {
  private readonly contract: ContractCheck;

  /** @param clauses the promises to check; none, to compare only. */
  constructor(
    readonly runner: Runner,
    private readonly clauses: readonly Clause[] = CLAUSES,
  ) {
    this.contract = new ContractCheck(runner, clauses);
  }

  /** A judge like this one whose sides have run nothing yet. */
  fresh(): Judge {
    return new Judge(this.runner.fresh(), this.clauses);
  }

  /** Runs and judges a scenario. */
  judge(scenario: Scenario): Judgement {
    const breaches: Breach[] = [];
    const faults: SideFault[] = [];
    this.runAndHold(scenario, breaches, faults);
    const { sides } = this.runner;
    const comparisons: Judged[] = [];
    for (let position = 0; position < sides.length; position++) {
      const right = sides[position];
      if (right === undefined) continue;
      if (right.failure !== undefined) {
        faults.push({ kind: 'throws', side: right, failure: right.failure });
        continue;
      }
      const page = right.record.firstUntouched();
      if (page >= 0) {
        const at = scenario.range.start + page * PAGE_SIZE;
        const ended = right.record.walkEnds().find(({ start, end }) => start <= at && at < end);
        faults.push({ kind: 'unfilled', side: right, ended });
      }
      const left = sides[position - 1];
      if (left === undefined || left.failure !== undefined) continue;
      const pair = { scenario, left, right };
      comparisons.push({ pair, verdict: judge(pair) });
    }
    return { comparisons, breaches, faults };
  }

  private runAndHold(scenario: Scenario, breaches: Breach[], faults: SideFault[]): void {
    const { runner, contract } = this;
    runner.run(scenario, (side) => {
      try {
        contract.sideRan(scenario, side, breaches);
      } catch (error) {
        faults.push(this.inExperiment(error));
      }
    });
    try {
      contract.allRan(scenario, breaches);
    } catch (error) {
      faults.push(this.inExperiment(error));
    }
  }

  /** What a side threw in an experiment of the contract; anything else is a defect of ours. */
  private inExperiment(error: unknown): SideFault {
    if (!(error instanceof SideFailure)) throw error;
    const side = this.runner.sides.find(({ name }) => name === error.side);
    if (side === undefined) throw error;
    return { kind: 'throws', side, failure: error };
  }

  /**
   * The sides that come to another result when they are made anew: what they did depended on what
   * they had run before. The sides must just have run the scenario.
   */
  unsteady(scenario: Scenario): readonly SideFault[] {
    const again = this.runner.fresh();
    again.run(scenario);
    const faults: SideFault[] = [];
    this.runner.sides.forEach((side, position) => {
      const other = again.sides[position];
      if (other !== undefined && !sameOutcome(side, other)) {
        faults.push({ kind: 'unsteady', side, anew: other });
      }
    });
    return faults;
  }
}

/** The ids of the known differences and violations that a scenario shows. */
export function knownIds({
  comparisons,
  breaches,
}: Pick<Judgement, 'comparisons' | 'breaches'>): ReadonlySet<string> {
  const ids = new Set<string>();
  for (const { verdict } of comparisons) {
    if (verdict.kind !== 'differ') continue;
    for (const { difference } of verdict.findings) if (difference !== null) ids.add(difference.id);
  }
  for (const { violation } of breaches) if (violation !== null) ids.add(violation.id);
  return ids;
}
