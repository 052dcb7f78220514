// SPDX-License-Identifier: GPL-2.0-or-later
import { Runner } from '../run/runner';
import { SideFailure } from '../run/side-failure';
import type { ModelName } from '../run/side-names';
import { memoryTaken } from '../run/told-ahead';
import type { Scenario } from '../scenario/scenario';
import type { Clause } from './clause';
import { type Breach, ContractCheck } from './contract-check';

/** Of a scenario that is larger, each experiment may be as large as it: they are made one by one, and forgotten. */
const LARGEST = 4096;

/**
 * Finds out which experiments clauses will make on a side, by what the model does that it is like: a side in
 * another process can run them together with the scenarios, where each by itself would be a trip to it. Where the
 * side does otherwise than its model, other experiments are made than were foreseen, and nothing is lost but time.
 */
export class Rehearsal {
  private readonly runner: Runner;
  private readonly contract: ContractCheck;
  private experiments: Scenario[] = [];

  constructor(model: ModelName, clauses: readonly Clause[]) {
    this.runner = Runner.of([model]);
    this.contract = new ContractCheck(this.runner, clauses.filter(experiments), (scenario) => {
      this.experiments.push(scenario);
    });
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

/** Whether a clause is one that has something run on the side itself. */
function experiments({ experiment, ofOutcome, sees }: Clause): boolean {
  return (experiment === true && ofOutcome !== true) || sees === 'the mirrored scenario';
}
