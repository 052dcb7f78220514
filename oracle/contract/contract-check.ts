// SPDX-License-Identifier: GPL-2.0-or-later
import { isWellFormed } from '../../legacy/well-formed';
import type { Runner } from '../run/runner';
import type { Side } from '../run/side';
import type { Scenario } from '../scenario/scenario';
import type { Clause, Violation } from './clause';
import { CLAUSES } from './registry';
import { SideRun } from './side-run';

/** A promise that a side broke for one page; the violation that explains it, or null: it is new. */
export interface Breach {
  readonly clause: Clause;
  readonly side: Side;
  readonly page: number;
  readonly violation: Violation | null;
}

/**
 * Checks the contract on each side of a runner alone. A customizable format that is ill-formed
 * breaks the interface before the interface can break its promises, so the legacy sides are not
 * held to them then; the comparison of the sides tells what such a format does.
 */
export class ContractCheck {
  private readonly runs: readonly SideRun[];

  constructor(
    private readonly runner: Runner,
    private readonly clauses: readonly Clause[] = CLAUSES,
  ) {
    this.runs = runner.sides.map((side) => new SideRun(side, runner.space));
  }

  /** To be called for each side right after it ran, with the address space as it left it. */
  sideRan(scenario: Scenario, side: Side, breaches: Breach[]): void {
    const run = this.runs.find((one) => one.side === side);
    if (run === undefined || !isHeld(side, scenario)) return;
    run.begin(scenario);
    this.check(run, true, breaches);
  }

  /** To be called when all sides have run. Leaves the address space as the scenario has it. */
  allRan(scenario: Scenario, breaches: Breach[]): void {
    this.runner.space.rewind();
    for (const run of this.runs) {
      if (isHeld(run.side, scenario)) this.check(run, false, breaches);
    }
  }

  private check(run: SideRun, aftermath: boolean, breaches: Breach[]): void {
    for (const clause of this.clauses) {
      if ((clause.seesAftermath ?? false) !== aftermath) continue;
      clause.check(run, (page) => {
        const violation = clause.violations.find((known) => known.explains(run, page)) ?? null;
        breaches.push({ clause, side: run.side, page, violation });
      });
    }
  }
}

function isHeld(side: Side, scenario: Scenario): boolean {
  if (side.overflow !== undefined) return false;
  return side.name === 'modern' || side.name === 'modern-32' || isWellFormed(scenario.format);
}
