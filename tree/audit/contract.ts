// SPDX-License-Identifier: GPL-2.0-or-later
import { type Breach, ContractCheck } from '../../oracle/contract/contract-check';
import { CLAUSES } from '../../oracle/contract/registry';
import type { Held, HeldJudge } from '../../oracle/external/held-judge';
import { Runner } from '../../oracle/run/runner';
import type { Scenario } from '../../oracle/scenario/scenario';

/** The ids of what a call broke: of known violations, or of clauses, for what is new. */
export interface ContractFindings {
  readonly known: readonly string[];
  readonly fresh: readonly string[];
}

const NOTHING: ContractFindings = { known: [], fresh: [] };

/** What one call shows to be broken, without an experiment: that would be the model's. */
const OBSERVABLE = CLAUSES.filter(
  ({ experiment, sees }) => sees !== 'the mirrored scenario' && experiment !== true,
);

/** Holds the results of a tree to the contract. */
export class ContractOfTree {
  private readonly asModel: ContractCheck;
  private readonly asTree: ContractCheck;

  constructor(private readonly judge: HeldJudge) {
    const { space, model, result } = judge;
    this.asModel = new ContractCheck(new Runner(space, [model]));
    this.asTree = new ContractCheck(new Runner(space, [result]), OBSERVABLE);
  }

  /**
   * What the call broke that was just held to the model. Where it did as the model, all that the model
   * breaks; else what its own result shows.
   */
  of(scenario: Scenario, held: Held): ContractFindings {
    if (held.kind !== 'equal' && held.kind !== 'other') return NOTHING;
    const isModel = held.kind === 'equal';
    const check = isModel ? this.asModel : this.asTree;
    const side = isModel ? this.judge.model : this.judge.result;
    const breaches: Breach[] = [];
    if (isModel) side.decode();
    check.sideRan(scenario, side, breaches);
    check.allRan(scenario, breaches);
    if (breaches.length === 0) return NOTHING;
    const known: string[] = [];
    const fresh: string[] = [];
    for (const { violation, clause } of breaches) {
      if (violation === null) addOnce(fresh, clause.id);
      else addOnce(known, violation.id);
    }
    return { known, fresh };
  }
}

/** There are a few: a set of them takes longer to make. */
function addOnce(ids: string[], id: string): void {
  if (!ids.includes(id)) ids.push(id);
}
