// SPDX-License-Identifier: GPL-2.0-or-later

import type { AddressSpace } from '../../mm/address-space';
import type { Side } from '../../oracle/run/side';
import { SideFailure } from '../../oracle/run/side-failure';
import type { Scenario } from '../../oracle/scenario/scenario';
import { ScenarioFacts } from '../model/page-facts';
import { readAnswer } from './answer';
import { type BatchLimits, BatchWriter, type CaseInput } from './batch';
import { type AskedRange, type CaseResult, Status } from './case-result';
import { answerCall, type DriverCall, type NoAnswer } from './driver-call';
import type { NoFrames } from './frames';
import { OpenCase } from './open-case';
import type { RunnerProcess } from './runner-process';

/** Why a call has no answer; a failure is that of the side, which is a finding about it. */
export type NoOutcome = NoAnswer | NoFrames | SideFailure;

/** What a version made of a scenario, with the range faults that it called itself. */
export interface Conversed {
  readonly result: CaseResult;
  readonly calls: readonly DriverCall[];
  /** Why a call of its could not be answered: then there is no result. */
  readonly unanswered: NoOutcome | undefined;
}

/** Runs a version of a driver's code, and answers its range faults by a side. */
export class Conversation {
  private readonly facts = new ScenarioFacts();
  /** Whether answers to calls that will likely follow go along. */
  private goesAhead = true;

  constructor(
    private readonly runner: RunnerProcess,
    private readonly side: Side,
    private readonly space: AddressSpace,
  ) {}

  /**
   * Runs scenarios to their end. One that calls a range fault without an answer ends there, and is
   * run again with it: code that runs in a child gets nothing but what the batch has.
   *
   * What counts of a scenario is a run that got the answers to its own calls and no others. Where
   * code warns or does not come to its end, results also depend on what else is in a batch: then
   * answers are given as they are asked for, one at a time.
   */
  async run(
    scenarios: readonly Scenario[],
    inputs: readonly CaseInput[],
    limits: BatchLimits,
  ): Promise<readonly Conversed[]> {
    if (this.goesAhead) {
      const results = await this.converse(scenarios, inputs, limits);
      if (results !== undefined) return results;
      this.goesAhead = false;
    }
    const results = await this.converse(scenarios, inputs, limits);
    if (results === undefined) throw new Error('a conversation that goes step by step is given up');
    return results;
  }

  /** @returns undefined if answers went ahead and there is something that this may have changed. */
  private async converse(
    scenarios: readonly Scenario[],
    inputs: readonly CaseInput[],
    limits: BatchLimits,
  ): Promise<readonly Conversed[] | undefined> {
    const results: Conversed[] = [];
    let wasAhead = false;
    let open = inputs.map(
      (input, index) => new OpenCase(index, scenarioAt(scenarios, index), input),
    );
    while (open.length > 0) {
      const writer = new BatchWriter();
      for (const one of open) {
        writer.add(one.input(this.goesAhead));
        wasAhead ||= one.wasAhead;
      }
      const { length } = open;
      const answers = readAnswer(await this.runner.ask(writer.finish(limits)), length);
      if (wasAhead && !answers.every(isPlain)) return undefined;
      open = open.filter((one, at) => {
        const result = answers[at];
        if (result === undefined) throw new Error('an answer is too short');
        const tookAll = one.keepTaken(result.answered, this.facts);
        const asks = result.status === Status.asks;
        if (!asks && !tookAll) return true;
        const unanswered = asks ? this.answer(one, result.asked) : undefined;
        if (asks && unanswered === undefined) return true;
        results[one.index] = { result, calls: one.calls, unanswered };
        return false;
      });
    }
    return results;
  }

  private answer(open: OpenCase, asked: AskedRange): NoOutcome | undefined {
    const { scenario, calls } = open;
    const known = open.takeForeseen(asked);
    if (known !== undefined) {
      this.facts.load(scenario.mm);
      return open.add(known, this.facts);
    }
    const answered = answerCall(scenario, calls, asked, this.side, this.space);
    if (typeof answered === 'string' || answered instanceof SideFailure) return answered;
    this.facts.load(scenario.mm);
    const problem = open.add(answered.call, this.facts);
    if (problem !== undefined) return problem;
    open.foresee(asked, answered.following, this.facts);
    return undefined;
  }
}

function scenarioAt(scenarios: readonly Scenario[], index: number): Scenario {
  const scenario = scenarios[index];
  if (scenario === undefined) throw new Error('an input without a scenario');
  return scenario;
}

/** Whether code came to its end, or asks for an answer, without a warning. */
function isPlain(result: CaseResult): boolean {
  const { status } = result;
  return (status === Status.ok || status === Status.asks) && result.warnings.length === 0;
}
