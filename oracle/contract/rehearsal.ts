// SPDX-License-Identifier: GPL-2.0-or-later
import { Runner } from '../run/runner';
import { SideFailure } from '../run/side-failure';
import type { ModelName } from '../run/side-names';
import { memoryTaken } from '../run/told-ahead';
import type { Scenario } from '../scenario/scenario';
import { Asked } from './asked';
import type { Clause } from './clause';
import { type Breach, ContractCheck } from './contract-check';
import { SideRun } from './side-run';

/** Of a scenario that is larger, each experiment may be as large as it: they are made one by one, and forgotten. */
const LARGEST = 4096;

/**
 * Finds out which experiments clauses will make on a side, by what the model does that it is like: a side in
 * another process can run them together with the scenarios, where each by itself would be a trip to it. Where the
 * side does otherwise than its model, other experiments are made than were foreseen, and nothing is lost but time.
 */
export class Rehearsal {
  private readonly runner: Runner;
  private readonly clauses: readonly Clause[];
  private readonly contract: ContractCheck;
  private readonly asked = new Asked();
  /** For what is decided by what is asked: nothing has run on it. */
  private readonly runs: readonly SideRun[];
  private experiments: Scenario[] = [];

  constructor(model: ModelName, clauses: readonly Clause[]) {
    const foresee = (scenario: Scenario): void => {
      this.experiments.push(scenario);
    };
    this.runner = Runner.of([model]);
    this.clauses = clauses.filter(experiments);
    this.contract = new ContractCheck(this.runner, this.clauses, foresee);
    const { space, sides } = this.runner;
    this.runs = sides.map((side) => new SideRun(side, space, this.asked, foresee));
  }

  /** What is likely to be run on the side besides these scenarios. */
  experimentsFor(scenarios: readonly Scenario[]): readonly Scenario[] {
    this.experiments = [];
    for (const scenario of scenarios) {
      if (memoryTaken(scenario) <= LARGEST) this.rehearse(scenario);
    }
    return this.experiments;
  }

  private rehearse(scenario: Scenario): void {
    const { asked, clauses, runs } = this;
    asked.take(scenario);
    const asking: Clause[] = [];
    for (const clause of clauses) {
      const by = clause.decidedBy?.(asked) ?? 'the call';
      if (by === 'the call') {
        this.rehearseCall(scenario);
        return;
      }
      if (by === 'what is asked') asking.push(clause);
    }
    for (const { check } of asking) for (const run of runs) check(run, ignore);
  }

  private rehearseCall(scenario: Scenario): void {
    const { runner, contract } = this;
    const breaches: Breach[] = [];
    try {
      runner.run(scenario, (side) => contract.sideRan(scenario, side, breaches));
      contract.allRan(scenario, breaches);
    } catch (error) {
      // A model that has no result, as for a pfn without room, foresees nothing.
      if (!(error instanceof SideFailure)) throw error;
    }
  }
}

/** What is only foreseen breaks nothing. */
function ignore(): void {}

/** Whether a clause is one that has something run on the side itself. */
function experiments({ experiment, ofOutcome, sees }: Clause): boolean {
  return (experiment === true && ofOutcome !== true) || sees === 'the mirrored scenario';
}
