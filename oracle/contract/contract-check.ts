// SPDX-License-Identifier: GPL-2.0-or-later
import type { LegacyFormat } from '../../legacy/format';
import { isWellFormed } from '../../legacy/format-clauses';
import type { PageNumber } from '../../mm/units';
import { type OriginName, originName } from '../compare/origin';
import { sameCourse } from '../compare/same-course';
import type { Runner } from '../run/runner';
import type { Side } from '../run/side';
import { isModern } from '../run/side-names';
import type { Scenario } from '../scenario/scenario';
import { Asked } from './asked';
import type { Clause, Violation } from './clause';
import { CpuView } from './cpu-pages';
import { type Checks, type ClauseCheck, checksOf, type HeldRun, LeftState } from './held-side';
import { mirrored } from './mirror';
import { CLAUSES } from './registry';
import { SideRun } from './side-run';
import { ALL_CLAUSES, type ClauseSet, Suspicions } from './suspicions';

/** A promise that a side broke for one page; the violation that explains it, or null: it is new. */
export interface Breach {
  readonly clause: Clause;
  readonly side: Side;
  readonly page: PageNumber;
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
  private readonly held: readonly HeldRun[];
  /** What all calls found; later kernels see more in it, as they map pages of mixed maps, too. */
  private readonly found: CpuView;
  private readonly foundMixed: CpuView;
  private format: LegacyFormat | undefined;
  private formatIsWellFormed = false;
  private readonly suspicions: Suspicions;
  /** Where breaches go just now. */
  private breaches: Breach[] = [];

  /** @param foresee is told of each experiment, in place of making it; then nothing is found by experiments. */
  constructor(
    private readonly runner: Runner,
    clauses: readonly Clause[] = CLAUSES,
    private readonly foresee?: (scenario: Scenario) => void,
  ) {
    this.found = new CpuView(runner.space, false);
    this.foundMixed = new CpuView(runner.space, true);
    this.suspicions = new Suspicions(clauses);
    const sides = clauses.length === 0 ? [] : runner.sides;
    this.held = sides.map((side) => {
      const run = new SideRun(side, runner.space, this.asked, foresee);
      const own = clauses.filter(({ sides }) => sides === undefined || sides(side.name));
      const make = (clause: Clause): ClauseCheck => this.checkOf(run, clause);
      return {
        run,
        leftState: new LeftState(),
        judged: undefined,
        like: undefined,
        suspected: ALL_CLAUSES,
        breachesFrom: 0,
        breachesTo: 0,
        left: checksOf(own, 'what the call left', make),
        found: checksOf(own, undefined, make),
        mirrored: checksOf(own, 'the mirrored scenario', make),
      };
    });
  }

  /** Made once, so that a check allocates nothing for a scenario that breaks no promise. */
  private checkOf(run: SideRun, clause: Clause): ClauseCheck {
    return {
      clause,
      ofOutcome: clause.ofOutcome === true,
      bit: clause.sees === 'what the call left' ? this.suspicions.bitOf(clause) : ALL_CLAUSES,
      check: clause.check,
      breach: (page) => {
        const violation = clause.violations.find((known) => known.explains(run, page)) ?? null;
        const met = violation === null ? metAt(run, page) : null;
        this.breaches.push({ clause, side: run.side, page, violation, met });
      },
    };
  }

  /** To be called for each side right after it ran, with the address space as it left it. */
  sideRan(scenario: Scenario, side: Side, breaches: Breach[]): void {
    const held = this.heldSide(side);
    if (held === undefined) return;
    held.judged = undefined;
    if (!this.isHeld(side, scenario)) return;
    const { space } = this.runner;
    held.like = this.likeBefore(held, scenario);
    held.leftState.take(space);
    this.asked.take(scenario);
    // What a call left as it found it, all sides found; and what another one left, too, was looked at.
    held.run.lookAnew(space.isAsLoaded ? this.foundBy(held.run) : held.like?.run.view);
    held.suspected = this.suspectedOf(held);
    this.breaches = breaches;
    this.checkClauses(held.left, held);
    held.judged = scenario;
  }

  /** To be called when all sides have run. Leaves the address space as the scenario has it. */
  allRan(scenario: Scenario, breaches: Breach[]): void {
    const { space } = this.runner;
    this.breaches = breaches;
    space.rewind();
    this.asked.take(scenario);
    for (const held of this.held) {
      if (held.judged !== scenario) continue;
      held.run.lookAnew(this.foundBy(held.run));
      this.checkClauses(held.found, held);
    }
    if (this.held.some((held) => this.isWorthMirroring(held, scenario))) {
      this.checkMirrored(scenario);
    }
  }

  /**
   * What a side can have broken: as much as one that did the same before it. The few clauses whose experiments are
   * foreseen look for their pages faster by themselves.
   */
  private suspectedOf({ like, run }: HeldRun): ClauseSet {
    if (this.foresee !== undefined) return ALL_CLAUSES;
    return like?.suspected ?? this.suspicions.of(run);
  }

  private heldSide(side: Side): HeldRun | undefined {
    for (const held of this.held) if (held.run.side === side) return held;
    return undefined;
  }

  /** The first side of the same kernel that did the same on the scenario, and was judged already. */
  private likeBefore(held: HeldRun, scenario: Scenario): HeldRun | undefined {
    for (const before of this.held) {
      if (before === held) break;
      if (before.judged !== scenario || before.like !== undefined) continue;
      if (
        before.run.hasChangesOf(held.run) &&
        sameCourse(before.run.side, held.run.side) &&
        before.leftState.is(this.runner.space)
      ) {
        return before;
      }
    }
    return undefined;
  }

  private foundBy({ mixedMapsWalked }: SideRun): CpuView {
    return mixedMapsWalked ? this.foundMixed : this.found;
  }

  /**
   * A call that met no page it had to do something about has put out each page by its own entry
   * alone, as other clauses see; the order of its neighbours cannot matter.
   */
  private isWorthMirroring({ run, mirrored }: HeldRun, scenario: Scenario): boolean {
    const { ret, walks } = run.record;
    if (ret === 0 && walks <= 1) return false;
    return mirrored.ofLocked.for(run.record).all.length > 0 && this.isHeld(run.side, scenario);
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
    // An address space that nothing runs on need not be loaded.
    if (this.foresee !== undefined) {
      this.foresee(mirror);
      return;
    }
    const { space } = this.runner;
    space.load(mirror.mm);
    for (const held of this.held) {
      if (!this.isWorthMirroring(held, scenario)) continue;
      const hasResult = held.run.experiment(mirror);
      space.rewind();
      // A call without a result, for a pfn that does not fit, cannot be held to anything.
      if (hasResult) this.checkClauses(held.mirrored, held);
    }
    space.load(scenario.mm);
  }

  /**
   * Checks clauses on a side; those about the outcome alone hold, or are broken, as on the side that
   * did the same.
   */
  private checkClauses({ ofLocked, ofUnlocked }: Checks, held: HeldRun): void {
    const { run, like, suspected } = held;
    const { call } = run.scenario.range;
    const { all, own } = (call === undefined ? ofLocked : ofUnlocked).for(run.record);
    held.breachesFrom = this.breaches.length;
    if (like === undefined) check(all, run, suspected);
    else if (like.breachesFrom === like.breachesTo) check(own, run, suspected);
    else this.checkBeside(like, all, held);
    held.breachesTo = this.breaches.length;
  }

  /** The same, where the side that did the same has broken something: in the order of the clauses. */
  private checkBeside(
    like: HeldRun,
    checks: readonly ClauseCheck[],
    { run, suspected }: HeldRun,
  ): void {
    for (const one of checks) {
      if (one.ofOutcome) this.repeat(one.clause, like, run.side);
      else if ((suspected & one.bit) !== 0) one.check(run, one.breach);
    }
  }

  private repeat(clause: Clause, like: HeldRun, side: Side): void {
    const { breaches } = this;
    for (let index = like.breachesFrom; index < like.breachesTo; index++) {
      const breach = breaches[index];
      if (breach === undefined || breach.clause !== clause) continue;
      const { page, violation, met } = breach;
      breaches.push({ clause, side, page, violation, met });
    }
  }
}

function check(checks: readonly ClauseCheck[], run: SideRun, suspected: ClauseSet): void {
  for (let index = 0; index < checks.length; index++) {
    const one = checks[index];
    if (one !== undefined && (suspected & one.bit) !== 0) one.check(run, one.breach);
  }
}

/**
 * What the side met at a page: what its word was filled from, or, of a page that still holds input,
 * the entry at which the last walk over it ended.
 *
 * @returns null if no walk came there.
 */
export function metAt(
  { record, scenario: { range } }: SideRun,
  page: PageNumber,
): OriginName | null {
  if (page < record.stoppedAt) return originName(record.origins[page] ?? 0, range.owner);
  const over = record.walkEnds().findLast(({ first, stop }) => first <= page && page < stop);
  return over === undefined ? null : originName(over.origin, range.owner);
}
