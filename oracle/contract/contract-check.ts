// SPDX-License-Identifier: GPL-2.0-or-later
import type { LegacyFormat } from '../../legacy/format';
import { isWellFormed } from '../../legacy/well-formed';
import type { OriginName } from '../compare/origin';
import type { Runner } from '../run/runner';
import { isModern, type Side } from '../run/side';
import type { Scenario } from '../scenario/scenario';
import { Asked } from './asked';
import { ByCall } from './calls';
import type { Clause, Violation } from './clause';
import { CpuView } from './cpu-view';
import { metAt } from './met-at';
import { mirrored } from './mirror';
import { CLAUSES } from './registry';
import { SideRun } from './side-run';

/** A promise that a side broke for one page; the violation that explains it, or null: it is new. */
export interface Breach {
  readonly clause: Clause;
  readonly side: Side;
  readonly page: number;
  readonly violation: Violation | null;
  /** What the side met at that page; null where nothing tells, and for what is known. */
  readonly met: OriginName | null;
}

/**
 * Checks the contract on each side of a runner alone. A customizable format that is ill-formed
 * breaks the interface before the interface can break its promises, so the legacy sides are not
 * held to them then; the comparison of the sides tells what such a format does.
 */
export class ContractCheck {
  private readonly asked = new Asked();
  private readonly held: readonly HeldSide[];
  /** What all calls found; later kernels see more in it, as they map pages of mixed maps, too. */
  private readonly found: CpuView;
  private readonly foundMixed: CpuView;
  private format: LegacyFormat | undefined;
  private formatIsWellFormed = false;
  /** Where breaches go just now. */
  private breaches: Breach[] = [];

  constructor(
    private readonly runner: Runner,
    clauses: readonly Clause[] = CLAUSES,
  ) {
    this.found = new CpuView(runner.space, false);
    this.foundMixed = new CpuView(runner.space, true);
    const sides = clauses.length === 0 ? [] : runner.sides;
    this.held = sides.map((side) => {
      const run = new SideRun(side, runner.space, this.asked);
      const own = clauses.filter(({ sides }) => sides === undefined || sides(side.name));
      return {
        run,
        left: this.prepared(run, own, 'what the call left'),
        found: this.prepared(run, own, undefined),
        mirrored: this.prepared(run, own, 'the mirrored scenario'),
      };
    });
  }

  private prepared(run: SideRun, clauses: readonly Clause[], sees: Clause['sees']): ByCall<Check> {
    const seeing = clauses.filter((clause) => clause.sees === sees);
    return new ByCall(seeing, (judging) => this.checksOf(run, judging));
  }

  /** Made once, so that a check allocates nothing for a scenario that breaks no promise. */
  private checksOf(run: SideRun, clauses: readonly Clause[]): readonly Check[] {
    return clauses.map((clause) => ({
      check: clause.check,
      breach: (page) => {
        const violation = clause.violations.find((known) => known.explains(run, page)) ?? null;
        const met = violation === null ? metAt(run, page) : null;
        this.breaches.push({ clause, side: run.side, page, violation, met });
      },
    }));
  }

  /** To be called for each side right after it ran, with the address space as it left it. */
  sideRan(scenario: Scenario, side: Side, breaches: Breach[]): void {
    const held = this.held.find(({ run }) => run.side === side);
    if (held === undefined || !this.isHeld(side, scenario)) return;
    this.asked.take(scenario);
    // What a call left as it found it, all sides found.
    held.run.lookAnew(this.runner.space.isAsLoaded ? this.foundBy(held.run) : undefined);
    this.breaches = breaches;
    checkClauses(held.left, held.run);
  }

  /** To be called when all sides have run. Leaves the address space as the scenario has it. */
  allRan(scenario: Scenario, breaches: Breach[]): void {
    const { space } = this.runner;
    this.breaches = breaches;
    space.rewind();
    this.asked.take(scenario);
    for (const { run, found } of this.held) {
      if (!this.isHeld(run.side, scenario)) continue;
      run.lookAnew(this.foundBy(run));
      checkClauses(found, run);
    }
    if (this.held.some((held) => this.isWorthMirroring(held, scenario))) {
      this.checkMirrored(scenario);
    }
  }

  private foundBy({ mixedMapsWalked }: SideRun): CpuView {
    return mixedMapsWalked ? this.foundMixed : this.found;
  }

  /**
   * A call that met no page it had to do something about has put out each page by its own entry
   * alone, as other clauses see; the order of its neighbours cannot matter.
   */
  private isWorthMirroring({ run, mirrored }: HeldSide, scenario: Scenario): boolean {
    const { ret, walks } = run.record;
    if (ret === 0 && walks <= 1) return false;
    return mirrored.for(run.record).length > 0 && this.isHeld(run.side, scenario);
  }

  private isHeld(side: Side, { format }: Scenario): boolean {
    if (side.overflow !== undefined || side.failure !== undefined) return false;
    if (isModern(side.name) || format === undefined) return true;
    if (format !== this.format) {
      this.format = format;
      this.formatIsWellFormed = isWellFormed(format);
    }
    return this.formatIsWellFormed;
  }

  private checkMirrored(scenario: Scenario): void {
    const mirror = mirrored(scenario);
    if (mirror === undefined) return;
    const { space } = this.runner;
    space.load(mirror.mm);
    for (const held of this.held) {
      if (!this.isWorthMirroring(held, scenario)) continue;
      held.run.experiment(mirror);
      space.rewind();
      // A call without a result, for a pfn that does not fit, cannot be held to anything.
      if (held.run.laboratory.overflow === undefined) checkClauses(held.mirrored, held.run);
    }
    space.load(scenario.mm);
  }
}

/** A side, and the clauses that it can break, by what they see. */
interface HeldSide {
  readonly run: SideRun;
  readonly left: ByCall<Check>;
  readonly found: ByCall<Check>;
  readonly mirrored: ByCall<Check>;
}

/**
 * The check of a clause, and where the pages go for which it is broken. The check stands here itself,
 * as looking it up in clauses, which are objects of many shapes, takes longer than most checks do.
 */
interface Check {
  readonly check: Clause['check'];
  readonly breach: (page: number) => void;
}

function checkClauses(byCall: ByCall<Check>, run: SideRun): void {
  const checks = byCall.for(run.record);
  for (let index = 0; index < checks.length; index++) {
    const check = checks[index];
    if (check !== undefined) check.check(run, check.breach);
  }
}
