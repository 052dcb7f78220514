// SPDX-License-Identifier: GPL-2.0-or-later
import { isWellFormed } from '../../legacy/well-formed';
import type { Runner } from '../run/runner';
import { isModern, type Side } from '../run/side';
import { formatOf, type Scenario } from '../scenario/scenario';
import { Asked } from './asked';
import type { Clause, Violation } from './clause';
import { mirrored } from './mirror';
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
  private readonly asked = new Asked();
  private readonly runs: readonly SideRun[];
  private readonly afterEachSide: readonly Clause[];
  private readonly afterAll: readonly Clause[];
  private readonly mirrored: readonly Clause[];

  constructor(
    private readonly runner: Runner,
    clauses: readonly Clause[] = CLAUSES,
  ) {
    this.runs = runner.sides.map((side) => new SideRun(side, runner.space, this.asked));
    this.afterEachSide = clauses.filter(({ sees }) => sees === 'what the call left');
    this.afterAll = clauses.filter(({ sees }) => sees === undefined);
    this.mirrored = clauses.filter(({ sees }) => sees === 'the mirrored scenario');
  }

  /** To be called for each side right after it ran, with the address space as it left it. */
  sideRan(scenario: Scenario, side: Side, breaches: Breach[]): void {
    if (this.afterEachSide.length === 0 || !isHeld(side, scenario)) return;
    const run = this.runs.find((one) => one.side === side);
    if (run === undefined) return;
    this.asked.take(scenario);
    checkClauses(this.afterEachSide, run, breaches);
  }

  /** To be called when all sides have run. Leaves the address space as the scenario has it. */
  allRan(scenario: Scenario, breaches: Breach[]): void {
    const { space } = this.runner;
    space.rewind();
    this.asked.take(scenario);
    const held = this.runs.filter(({ side }) => isHeld(side, scenario));
    for (const run of held) checkClauses(this.afterAll, run, breaches);
    const mirror = this.mirrored.length === 0 ? undefined : mirrored(scenario);
    if (mirror === undefined) return;
    space.load(mirror.mm);
    for (const run of held) {
      run.laboratory.run(mirror);
      run.laboratory.decode();
      space.rewind();
      // A call without a result, for a pfn that does not fit, cannot be held to anything.
      if (run.laboratory.overflow === undefined) checkClauses(this.mirrored, run, breaches);
    }
    space.load(scenario.mm);
  }
}

function checkClauses(clauses: readonly Clause[], run: SideRun, breaches: Breach[]): void {
  for (const clause of clauses) {
    clause.check(run, (page) => {
      const violation = clause.violations.find((known) => known.explains(run, page)) ?? null;
      breaches.push({ clause, side: run.side, page, violation });
    });
  }
}

function isHeld(side: Side, scenario: Scenario): boolean {
  if (side.overflow !== undefined) return false;
  return isModern(side.name) || isWellFormed(formatOf(scenario));
}
