// SPDX-License-Identifier: GPL-2.0-or-later

import { AddressSpace } from '../../mm/address-space';
import { StateKind } from '../../mm/page-states';
import { makeSide, runSide } from '../../oracle/run/runner';
import type { Side } from '../../oracle/run/side';
import { SideFailure } from '../../oracle/run/side-failure';
import type { Scenario } from '../../oracle/scenario/scenario';
import { ScenarioFacts } from '../model/page-facts';
import type { CaseInput } from './batch';
import { type CaseResult, ReportedKind, Status } from './case-result';
import { Conversation, type Conversed } from './conversation';
import { hasCutLeaf } from './cut-leaf';
import { brokenRules } from './device-rules';
import type { DriverCall } from './driver-call';
import { addFrames } from './frames';
import type { NoResult } from './named';
import { askPolicy, type VersionPolicy } from './policy';
import { askedRange, columnsOf, inputOf, type SkipReason } from './prepare';
import { ordinaryPage } from './requests';
import { RunnerProcess, type RunnerSetup } from './runner-process';
import { noResult } from './side-failed';
import type { AuditTrial, JudgedTrial, TrialRunner } from './trial';

/** What a trial came to, with what it was judged by. */
export type JudgedAlone =
  | (Extract<JudgedTrial, { readonly kind: 'ran' }> & {
      readonly input: CaseInput;
      readonly result: CaseResult;
      readonly calls: readonly DriverCall[];
    })
  | Exclude<JudgedTrial, { readonly kind: 'ran' }>;

/** A trial that can be run. */
interface Ready {
  readonly scenario: Scenario;
  readonly input: CaseInput;
}

/** Runs the code of one version, and judges it by what a device needs. */
export class AloneRunner implements TrialRunner {
  private readonly space = new AddressSpace();
  readonly side: Side;
  private readonly conversation: Conversation;
  private readonly facts = new ScenarioFacts();
  /** Whether the driver's function calls the range fault; until it is known, it may. */
  private callsItself = true;

  private constructor(
    private readonly runner: RunnerProcess,
    private readonly policy: VersionPolicy,
    readonly filtered: boolean,
    private readonly setup: RunnerSetup,
  ) {
    this.side = makeSide(setup.build.sides.after, this.space);
    this.conversation = new Conversation(runner, this.side, this.space);
  }

  /**
   * Starts its supervisor.
   * @param names whether the reports of sanitizers name functions and lines.
   * @throws InputError, NotStarted as `askPolicy` does.
   */
  static async start(setup: RunnerSetup, names = false): Promise<AloneRunner> {
    const runner = new RunnerProcess('after', setup, names);
    try {
      const { policy, filtered } = await askPolicy('after', runner, setup.timeout);
      const started = new AloneRunner(runner, policy, filtered, setup);
      started.callsItself = await started.findsCalls();
      return started;
    } catch (error) {
      await runner.close();
      throw error;
    }
  }

  async judge(trials: readonly AuditTrial[], ends: number): Promise<readonly JudgedAlone[]> {
    const prepared = trials.map((trial) => this.prepare(trial));
    const ready = prepared.flatMap((one) => (isReady(one) ? [one] : []));
    const limits = { timeout: this.setup.timeout, ends };
    const conversed =
      ready.length === 0
        ? []
        : await this.conversation.run(
            ready.map(({ scenario }) => scenario),
            ready.map(({ input }) => input),
            limits,
          );
    let next = 0;
    return prepared.map((one): JudgedAlone => {
      if (typeof one === 'string') return { kind: 'skipped', why: one };
      if (!isReady(one)) return one;
      const made = conversed[next++];
      if (made === undefined) throw new Error('an answer is too short');
      return judged(one, made, () => this.given(one.scenario));
    });
  }

  /** Runs one trial; a sanitizer's report then says where in the user's code it was. */
  async judgeOne(trial: AuditTrial): Promise<JudgedAlone | undefined> {
    const [first] = await this.judge([trial], 1);
    if (first?.kind !== 'ran' || first.result.status !== Status.sanitizer) return first;
    const naming = await AloneRunner.start(this.setup, true);
    try {
      return (await naming.judge([trial], 1))[0];
    } finally {
      await naming.close();
    }
  }

  /** Ends the supervisor, with all that it runs. */
  close(): Promise<void> {
    return this.runner.close();
  }

  /** Whether the function calls the range fault for a page like most; also if it crashes there. */
  private async findsCalls(): Promise<boolean> {
    const circumstances = { schedule: 'quiet', access: 'read' } as const;
    const [first] = await this.judge([{ scenario: ordinaryPage(), circumstances }], 0);
    return first?.kind !== 'ran' || first.result.status !== Status.ok || first.result.calls > 0;
  }

  /** The range as a conversion gets it that does not fault by itself. */
  private prepare({ scenario, circumstances }: AuditTrial): Ready | SkipReason | NoResult {
    if (scenario.range.asks.length === 0) return 'no pages';
    if (this.side.tellsOrder && hasCutLeaf(scenario)) return 'huge page across the end of a VMA';
    const asked = { ...scenario, range: askedRange(scenario, this.policy) };
    this.space.load(asked.mm);
    runSide(this.side, asked);
    const { failure } = this.side;
    // A driver that calls the range fault itself asks it otherwise.
    if (failure !== undefined && !this.callsItself) return noResult(failure);
    const succeeded = failure === undefined && this.side.record.ret === 0;
    if (!succeeded && !this.callsItself) return 'fails';
    const frames = new Map<number, number>();
    this.facts.load(scenario.mm);
    const problem = succeeded
      ? addFrames(columnsOf(this.side, asked.range.start), frames, this.facts)
      : undefined;
    if (problem !== undefined) return problem;
    const input = { ...inputOf(this.side, asked, frames, 0), circumstances, alone: true };
    return { scenario, input };
  }

  /** What the range fault of a scenario comes to; undefined where it fails. */
  private given(scenario: Scenario): DriverCall | SideFailure | undefined {
    const asked = { ...scenario, range: askedRange(scenario, this.policy) };
    this.space.load(asked.mm);
    runSide(this.side, asked);
    if (this.side.failure !== undefined) return this.side.failure;
    return this.side.record.ret === 0 ? callOf(asked, this.side) : undefined;
  }
}

function isReady(one: Ready | SkipReason | NoResult): one is Ready {
  return typeof one !== 'string' && 'input' in one;
}

/** The range fault of the scenario, as if the driver had called it. */
function callOf(scenario: Scenario, { record, states, words }: Side): DriverCall {
  const { pages } = record;
  return {
    scenario,
    kinds: states.kinds.slice(0, pages),
    pfns: Float64Array.from({ length: pages }, (_, page) =>
      states.kinds[page] === StateKind.malformed ? 0 : states.pfn(page),
    ),
    origins: record.origins.slice(0, pages),
    orders: new Uint8Array(pages),
    answer: {
      ...{ start: scenario.range.start, pages, invalidated: false, ret: 0 },
      ...{ words, written: new Uint8Array(pages).fill(1) },
    },
  };
}

/** @param fault the range fault of the scenario, which counts where the driver calls none. */
function judged(
  { input }: Ready,
  { result, calls, unanswered }: Conversed,
  fault: () => DriverCall | SideFailure | undefined,
): JudgedAlone {
  if (unanswered instanceof SideFailure) return noResult(unanswered);
  if (unanswered !== undefined) return { kind: 'skipped', why: unanswered };
  if (result.status === Status.notRun) return { kind: 'not run' };
  if (result.status === Status.killed) return { kind: 'skipped', why: 'killed by the system' };
  // Nobody has called a range fault, or the only one that was called has failed.
  const idle = result.status === Status.ok && result.calls === 0;
  const given = idle ? fault() : undefined;
  if (given instanceof SideFailure) return noResult(given);
  if (idle && given === undefined) return { kind: 'skipped', why: 'fails' };
  if (hasRawWords(result)) return { kind: 'skipped', why: 'raw words' };
  const shown = brokenRules(input, result, calls, given);
  return {
    ...{ kind: 'ran', pages: input.pages, givenUp: false, shown },
    ...{ loop: result, input, result, calls },
  };
}

function hasRawWords(result: CaseResult): boolean {
  if (result.status !== Status.ok || result.refused !== 0) return false;
  for (let page = 0; page < result.pages; page++) {
    if (result.kind(page) === ReportedKind.raw) return true;
  }
  return false;
}
