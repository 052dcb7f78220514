// SPDX-License-Identifier: GPL-2.0-or-later

import type { AddressSpace } from '../../mm/address-space';
import type { Side } from '../../oracle/run/side';
import { SideFailure } from '../../oracle/run/side-failure';
import type { Scenario } from '../../oracle/scenario/scenario';
import { ScenarioFacts } from '../model/page-facts';
import { readAnswer } from './answer';
import { type BatchLimits, BatchWriter, type CaseInput } from './batch';
import { type CaseResult, Status } from './case-result';
import { answerCall, type DriverCall, type NoAnswer } from './driver-call';
import { addFrames, type NoFrames } from './frames';
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

/** A scenario on its way: what was answered so far. */
interface Open {
  readonly index: number;
  readonly calls: DriverCall[];
  readonly frames: Map<number, number>;
  input: CaseInput;
}

/** Runs a version of a driver's code, and answers its range faults by a side. */
export class Conversation {
  private readonly facts = new ScenarioFacts();

  constructor(
    private readonly runner: RunnerProcess,
    private readonly side: Side,
    private readonly space: AddressSpace,
  ) {}

  /**
   * Runs scenarios to their end. One that calls a range fault without an answer ends there, and is
   * run again with it: code that runs in a child gets nothing but what the batch has.
   */
  async run(
    scenarios: readonly Scenario[],
    inputs: readonly CaseInput[],
    limits: BatchLimits,
  ): Promise<readonly Conversed[]> {
    const results: Conversed[] = [];
    let open = inputs.map(
      (input, index): Open => ({ index, calls: [], frames: new Map(input.frames), input }),
    );
    while (open.length > 0) {
      const writer = new BatchWriter();
      for (const { input } of open) writer.add(input);
      const { length } = open;
      const answers = readAnswer(await this.runner.ask(writer.finish(limits)), length);
      open = open.filter((one, at) => {
        const result = answers[at];
        const scenario = scenarios[one.index];
        if (result === undefined || scenario === undefined)
          throw new Error('an answer is too short');
        const unanswered =
          result.status === Status.asks ? this.answer(scenario, one, result) : undefined;
        if (result.status === Status.asks && unanswered === undefined) return true;
        results[one.index] = { result, calls: one.calls, unanswered };
        return false;
      });
    }
    return results;
  }

  private answer(scenario: Scenario, open: Open, result: CaseResult): NoOutcome | undefined {
    const call = answerCall(scenario, open.calls, result.asked, this.side, this.space);
    if (typeof call === 'string' || call instanceof SideFailure) return call;
    this.facts.load(scenario.mm);
    const { kinds, pfns, origins, orders } = call;
    const columns = {
      ...{ count: kinds.length, kinds, origins, start: call.answer.start },
      pfn: (page: number) => pfns[page] ?? 0,
      order: (page: number) => orders[page] ?? 0,
    };
    const problem = addFrames(columns, open.frames, this.facts);
    if (problem !== undefined) return problem;
    open.calls.push(call);
    const { frames, input } = open;
    open.input = { ...input, frames, answers: [...input.answers, call.answer] };
    return undefined;
  }
}
