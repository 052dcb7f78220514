// SPDX-License-Identifier: GPL-2.0-or-later
import type { WalkEnd } from '../../mm/range-record';
import type { Pair } from '../compare/compare';
import { sameOutcome } from '../compare/same-course';
import type { Clause } from '../contract/clause';
import { type Breach, ContractCheck } from '../contract/contract-check';
import { CLAUSES } from '../contract/registry';
import type { Rehearsal } from '../contract/rehearsal';
import { judge, type Verdict } from '../differences/verdict';
import { lazy } from '../package/lazy';
import type { Runner } from '../run/runner';
import { decodeSide } from '../run/runner';
import type { Side } from '../run/side';
import { SideFailure } from '../run/side-failure';
import { nearestModel, type SideName } from '../run/side-names';
import type { Scenario } from '../scenario/scenario';

/** Only sides in another process have experiments made ahead. */
const rehearsing = lazy((): typeof import('../contract/rehearsal') =>
  require('../contract/rehearsal'),
);

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

/** Two sides to compare, the older one first. */
export type SidePair = readonly [SideName, SideName];

/** Each side with the next newer one. */
export function neighbours(sides: readonly SideName[]): readonly SidePair[] {
  return sides.slice(1).flatMap((newer, position): SidePair[] => {
    const older = sides[position];
    return older === undefined ? [] : [[older, newer]];
  });
}

/**
 * Runs scenarios on a set of sides, compares each side with the next older one, and holds each
 * alone to the contract.
 */
export class Judge {
  private readonly contract: ContractCheck;
  private readonly compared: readonly (readonly [Side, Side])[];
  private readonly rehearsals: readonly Rehearsal[];
  /** What is being judged, and what has been found of it. */
  private scenario: Scenario | undefined;
  private breaches: Breach[] = [];
  private faults: SideFault[] = [];

  /**
   * @param clauses the promises to check; none, to compare only.
   * @param pairs the sides to compare, if not neighbours.
   */
  constructor(
    readonly runner: Runner,
    private readonly clauses: readonly Clause[] = CLAUSES,
    readonly pairs: readonly SidePair[] = neighbours(runner.names),
  ) {
    this.contract = new ContractCheck(runner, clauses);
    const { sides } = runner;
    const models = clauses.length === 0 ? [] : sides.filter(({ ahead }) => ahead !== undefined);
    this.rehearsals = [...new Set(models.map(({ name }) => nearestModel(name)))].map(
      (model) => new (rehearsing().Rehearsal)(model, clauses),
    );
    // A side may stand against another instance of itself.
    this.compared = pairs.flatMap(([older, newer]) => {
      const left = sides.find(({ name }) => name === older);
      const right = sides.findLast(({ name }) => name === newer);
      return left === undefined || right === undefined ? [] : [[left, right] as const];
    });
  }

  /** Whether one of the sides wants to know {@link ahead} what comes next. */
  get looksAhead(): boolean {
    return this.runner.looksAhead;
  }

  /**
   * Tells the sides which scenarios are judged next, and which experiments the contract is likely to make for them.
   * @param again which of them are run again by sides made anew ({@link unsteady}).
   */
  ahead(scenarios: readonly Scenario[], again: readonly Scenario[] = []): void {
    const experiments = this.rehearsals.flatMap((one) => one.experimentsFor(scenarios));
    this.runner.ahead(scenarios, [...experiments, ...again]);
  }

  /** A judge like this one whose sides have run nothing yet. */
  fresh(): Judge {
    return new Judge(this.runner.fresh(), this.clauses, this.pairs);
  }

  /** Runs and judges a scenario. */
  judge(scenario: Scenario): Judgement {
    const comparisons: Judged[] = [];
    this.scenario = scenario;
    this.breaches = [];
    this.faults = [];
    this.runAndHold(scenario);
    for (const side of this.runner.sides) addOwnFaults(side, this.faults);
    for (const [left, right] of this.compared) {
      if (left.failure !== undefined || right.failure !== undefined) continue;
      const pair = { scenario, left, right };
      try {
        const verdict = judge(pair);
        comparisons.push({ pair, verdict });
        addFaultsUnderPremises(pair, verdict, this.faults);
      } catch (error) {
        this.blame(error);
      }
    }
    return { comparisons, breaches: this.breaches, faults: this.faults };
  }

  private runAndHold(scenario: Scenario): void {
    this.runner.run(scenario, this.sideRan);
    try {
      this.contract.allRan(scenario, this.breaches);
    } catch (error) {
      this.blame(error);
    }
  }

  private readonly sideRan = (side: Side): void => {
    if (this.scenario === undefined) return;
    try {
      this.contract.sideRan(this.scenario, side, this.breaches);
    } catch (error) {
      this.blame(error);
    }
  };

  /** A side that throws in an experiment is at fault; what the oracle throws is a defect of ours. */
  private blame(error: unknown): void {
    if (!(error instanceof SideFailure)) throw error;
    const side = this.runner.sides.find(({ name }) => name === error.side);
    if (side === undefined) throw error;
    this.faults.push({ kind: 'throws', side, failure: error });
  }

  /**
   * The sides that come to another result when they are made anew: what they did depended on what
   * they had run before. The sides must just have run the scenario.
   */
  unsteady(scenario: Scenario): readonly SideFault[] {
    const again = this.runner.fresh();
    again.run(scenario);
    for (const side of this.runner.sides) decodeSide(side, scenario);
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

/** What is wrong with a side by itself in the experiment that a verdict was found by. */
function addFaultsUnderPremises(pair: Pair, verdict: Verdict, faults: SideFault[]): void {
  if (verdict.kind !== 'differ' || verdict.shownBy === pair) return;
  if (verdict.findings.every(({ difference }) => difference !== null)) return;
  const { left, right } = verdict.shownBy;
  addOwnFaults(left, faults);
  addOwnFaults(right, faults);
}

/** What is wrong with a side that has run, whatever it is compared with. */
function addOwnFaults(side: Side, faults: SideFault[]): void {
  if (side.failure !== undefined) {
    faults.push({ kind: 'throws', side, failure: side.failure });
    return;
  }
  const page = side.record.firstUntouched();
  if (page < 0) return;
  const ended = side.record.walkEnds().find(({ first, stop }) => first <= page && page < stop);
  faults.push({ kind: 'unfilled', side, ended });
}

/** Whether everything that a scenario shows is known, as with nearly every one. */
export function showsOnlyKnown({ faults, breaches, comparisons }: Judgement): boolean {
  if (faults.length > 0) return false;
  for (const { violation } of breaches) if (violation === null) return false;
  for (const { verdict } of comparisons) {
    if (verdict.kind !== 'differ') continue;
    for (const { difference } of verdict.findings) if (difference === null) return false;
  }
  return true;
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

/** Everything that a scenario shows that has an id, in order. */
export function shownIds(judgement: Judgement): string[] {
  const ids = new Set(knownIds(judgement));
  for (const { verdict } of judgement.comparisons) {
    if (verdict.kind === 'incomparable') ids.add(verdict.why.id);
  }
  return [...ids].sort();
}
