// SPDX-License-Identifier: GPL-2.0-or-later
import type { LegacyFormat } from '../../legacy/format';
import { isWellFormed } from '../../legacy/format-clauses';
import type { AddressSpaceImage } from '../../mm/address-space';
import { ADDRESS_ZERO, type Address } from '../../mm/units';
import { Asked } from '../contract/asked';
import type { Scenario } from '../scenario/scenario';
import { type Judge, type Judgement, showsOnlyKnown } from './judge';
import { Outcome } from './outcome';
import { isRunAgain } from './tally';

/** Who counts what scenarios come to. */
export interface Counting {
  /** Counts what the scenario with this number came to by itself, as {@link Tally.count}. */
  count(judgement: Judgement, scenario: Scenario, index: number): void;
  /** Counts further scenarios that came to the very same, as {@link Tally.countAgain}. */
  countAgain(judgement: Judgement, times: number): void;
}

/** Scenarios of one class: what was judged of the first one, and how each side came out. */
interface Class {
  readonly judgement: Judgement;
  readonly outcomes: readonly Outcome[];
  /** Those that came to the same, and are not counted yet. */
  further: number;
}

/**
 * Judges scenarios that come by address space, each class once: the scenarios that ask effectively
 * the same of the same pages of one address space, by another division of that into input, defaults
 * and mask. Every scenario that it is given is run on every side. If each side comes to the very
 * outcome that it came to on the first of the class, what was judged of that one holds for this one,
 * too: comparison and clauses look at outcomes, at the address space, and at what is effectively asked. (Experiments on
 * what would have come of another call are made for the first one.) Whatever comes to something else,
 * and whatever shows something new, is judged by itself.
 */
export class JudgeByClass {
  private readonly classes = new Map<number | string, Class>();
  private readonly asked = new Asked();
  private mm: AddressSpaceImage | undefined;
  private start = ADDRESS_ZERO;
  private end: Address = ADDRESS_ZERO;
  private owner = 0;
  private format: LegacyFormat | undefined;
  private isKeyed = false;

  constructor(
    private readonly judging: Judge,
    private readonly counting: Counting,
  ) {}

  /**
   * Runs, judges and counts a scenario.
   * @returns what it came to.
   */
  add(scenario: Scenario, index: number): Judgement {
    this.enter(scenario);
    if (!this.isKeyed) return this.judgeAlone(scenario, index);
    this.asked.take(scenario);
    const { key } = this.asked;
    const known = this.classes.get(key);
    if (known === undefined) return this.judgeFirst(scenario, index, key);
    this.judging.runner.runUndecoded(scenario);
    if (!this.isOf(known, scenario)) return this.judgeAlone(scenario, index);
    const { judgement } = known;
    if (isRunAgain(index)) this.counting.count(judgement, scenario, index);
    else known.further++;
    return judgement;
  }

  /** Counts what is not counted yet: to be called at the end. */
  finish(): void {
    for (const { judgement, further } of this.classes.values()) {
      if (further > 0) this.counting.countAgain(judgement, further);
    }
    this.classes.clear();
  }

  /** Forgets the classes of another address space, or of another range in it. */
  private enter({ mm, range, format }: Scenario): void {
    const { start, end, owner } = range;
    if (
      mm === this.mm &&
      start === this.start &&
      end === this.end &&
      owner === this.owner &&
      format === this.format
    ) {
      return;
    }
    this.finish();
    this.mm = mm;
    this.start = start;
    this.end = end;
    this.owner = owner;
    this.format = format;
    // An ill-formed format gives each way to ask a meaning of its own.
    this.isKeyed = format === undefined || isWellFormed(format);
  }

  private judgeAlone(scenario: Scenario, index: number): Judgement {
    const judgement = this.judging.judge(scenario);
    this.counting.count(judgement, scenario, index);
    return judgement;
  }

  private judgeFirst(scenario: Scenario, index: number, key: number | string): Judgement {
    const judgement = this.judging.judge(scenario);
    const { sides } = this.judging.runner;
    if (showsOnlyKnown(judgement) && sides.every(Outcome.isOf)) {
      const outcomes = sides.map((side) => {
        const outcome = new Outcome();
        outcome.take(side, scenario);
        return outcome;
      });
      this.classes.set(key, { judgement, outcomes, further: 0 });
    }
    this.counting.count(judgement, scenario, index);
    return judgement;
  }

  private isOf({ outcomes }: Class, scenario: Scenario): boolean {
    const { sides } = this.judging.runner;
    for (let index = 0; index < sides.length; index++) {
      const side = sides[index];
      const first = outcomes[index];
      if (side === undefined || first === undefined) return false;
      if (!Outcome.isOf(side) || !first.isOutcomeOf(side, scenario)) return false;
    }
    return true;
  }
}
