// SPDX-License-Identifier: GPL-2.0-or-later
import { type CauseCount, CauseTally } from '../campaign/cause-tally';
import { increment } from '../campaign/increment';
import { complexity } from '../generate/complexity';
import type { SideName } from '../run/side-names';
import type { Scenario } from '../scenario/scenario';
import type { Answer } from './answer';
import type { ExternalSide } from './external-side';
import { FewTexts } from './few-texts';
import { HeldJudge } from './held-judge';

/** A cause, and the simplest scenario that was seen to show it. */
export interface HeldCause extends CauseCount {
  readonly scenario: Scenario;
}

/** Counts what answers of one side come to, by cause. */
export class HeldTally {
  scenarios = 0;
  agreeing = 0;
  /** Answers that were held to the model, failures among them. */
  compared = 0;
  /** Scenarios by the id of what is known, and has no model. */
  readonly known = new Map<string, number>();
  /** Scenarios that were not compared, by why. */
  readonly without = new Map<string, number>();
  readonly judge: HeldJudge;
  private readonly reasons = new FewTexts('other reasons');
  private readonly failures = new FewTexts('others');
  private readonly causes = new CauseTally();
  private readonly simplest = new Map<string, { scenario: Scenario; complexity: number }>();

  constructor(readonly side: ExternalSide) {
    this.judge = new HeldJudge(side);
  }

  get like(): SideName {
    return this.side.like;
  }

  add(scenario: Scenario, answer: Answer): void {
    const held = this.judge.hold(scenario, answer);
    const index = this.scenarios++;
    if (held.kind === 'none') {
      increment(this.without, this.reasons.of(held.why));
      return;
    }
    this.compared++;
    if (held.kind === 'known') {
      increment(this.known, held.id);
      return;
    }
    if (held.kind === 'equal') {
      this.agreeing++;
      return;
    }
    const shown = this.judge.causeOf(held);
    if (shown === undefined) return;
    const detail = held.kind === 'failed' ? this.failures.of(shown.detail) : shown.detail;
    this.causes.add({ ...shown, detail }, scenario, index);
    const size = complexity(scenario);
    const best = this.simplest.get(shown.cause);
    if (best === undefined || size < best.complexity) {
      this.simplest.set(shown.cause, { scenario, complexity: size });
    }
  }

  list(): readonly HeldCause[] {
    return this.causes.list().map((cause) => ({
      ...cause,
      scenario: this.simplest.get(cause.cause)?.scenario ?? cause.scenario,
    }));
  }
}
