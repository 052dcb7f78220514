// SPDX-License-Identifier: GPL-2.0-or-later
import { PAGE_SIZE } from '../../mm/units';
import { SideFailure } from '../../oracle/run/side-failure';
import { allDone } from './all-done';
import { askedDifference } from './asked-difference';
import { Status } from './case-result';
import { nameAll } from './cause';
import { Conversation, type Conversed } from './conversation';
import { observe, type VersionResults } from './observation';
import { askPolicies, type Policies } from './policy';
import { type PreparedCase, Preparer } from './prepare';
import { RunnerProcess, type RunnerSetup } from './runner-process';
import { noResult } from './side-failed';
import type { AuditTrial, JudgedTrial, TrialRunner } from './trial';
import { VERSIONS, type Version } from './version';

/** What a scenario came to. */
type JudgedVersions =
  | (Extract<JudgedTrial, { readonly kind: 'ran' }> & {
      readonly prepared: PreparedCase;
      readonly results: VersionResults;
    })
  | Exclude<JudgedTrial, { readonly kind: 'ran' }>;

/** Runs batches of scenarios through both versions. */
export class PairRunner implements TrialRunner {
  private readonly conversations: Readonly<Record<Version, Conversation>>;

  private constructor(
    private readonly runners: Readonly<Record<Version, RunnerProcess>>,
    readonly policies: Policies,
    readonly preparer: Preparer,
    private readonly setup: RunnerSetup,
  ) {
    const conversationOf = (version: Version): Conversation =>
      new Conversation(runners[version], preparer[version], preparer.space);
    this.conversations = { before: conversationOf('before'), after: conversationOf('after') };
  }

  /**
   * Starts both supervisors.
   * @param names whether the reports of sanitizers name functions and lines.
   * @throws InputError, NotStarted: see {@link askPolicies}.
   */
  static async start(setup: RunnerSetup, names = false): Promise<PairRunner> {
    const start = (version: Version): RunnerProcess => new RunnerProcess(version, setup, names);
    const runners = { before: start('before'), after: start('after') };
    try {
      const policies = await askPolicies(runners, setup.timeout, setup.build.sides);
      return new PairRunner(runners, policies, new Preparer(policies, setup.build.sides), setup);
    } catch (error) {
      await closeAll(runners);
      throw error;
    }
  }

  /**
   * Runs and judges scenarios.
   * @param ends how many of them may end their process, on each side; the others are then not run.
   */
  async judge(trials: readonly AuditTrial[], ends: number): Promise<readonly JudgedVersions[]> {
    const preparations = trials.map(({ scenario }) => this.preparer.prepare(scenario));
    const ready = preparations.flatMap((one) => (one.kind === 'ready' ? [one.prepared] : []));
    if (ready.length === 0) return preparations.filter((one) => one.kind !== 'ready');
    const limits = { timeout: this.setup.timeout, ends };
    const scenarios = ready.map(({ scenario }) => scenario);
    const [before, after] = await allDone(
      VERSIONS.map((version) => {
        const inputs = ready.map((one) => one.inputs[version]);
        return this.conversations[version].run(scenarios, inputs, limits);
      }),
    );
    let next = 0;
    return preparations.map((preparation) => {
      if (preparation.kind !== 'ready') return preparation;
      const [left, right] = [before?.[next], after?.[next]];
      next++;
      if (left === undefined || right === undefined) throw new Error('an answer is too short');
      return this.judged(preparation.prepared, { before: left, after: right });
    });
  }

  /** Runs one scenario; a sanitizer's report then says where in the user's code it was. */
  async judgeOne(trial: AuditTrial): Promise<JudgedVersions | undefined> {
    const [judged] = await this.judge([trial], 1);
    if (judged?.kind !== 'ran') return judged;
    const { results } = judged;
    if (!VERSIONS.some((version) => results[version].status === Status.sanitizer)) return judged;
    const naming = await PairRunner.start(this.setup, true);
    try {
      return (await naming.judge([trial], 1))[0];
    } finally {
      await naming.close();
    }
  }

  /** Whether system calls of the code are filtered. */
  get filtered(): boolean {
    return this.policies.filtered;
  }

  /** Ends both supervisors, with all that they run; what is asked of them fails. */
  close(): Promise<void> {
    return closeAll(this.runners);
  }

  private judged(
    prepared: PreparedCase,
    conversed: Readonly<Record<Version, Conversed>>,
  ): JudgedVersions {
    const { before, after } = conversed;
    const why = before.unanswered ?? after.unanswered;
    if (why instanceof SideFailure) return noResult(why);
    if (why !== undefined) return { kind: 'skipped', why };
    const results = { before: before.result, after: after.result };
    const isAny = (status: number): boolean =>
      VERSIONS.some((version) => results[version].status === status);
    if (isAny(Status.notRun)) return { kind: 'not run' };
    if (isAny(Status.killed)) return { kind: 'skipped', why: 'killed by the system' };
    const ended = VERSIONS.every((version) => results[version].status === Status.ok);
    const asked = ended ? askedDifference(before.calls, after.calls) : undefined;
    const own = withOwnStates(prepared, conversed);
    const observations = observe(own, results);
    const all = asked === undefined ? observations : [asked, ...observations];
    const shown = nameAll(own, results, all, this.preparer);
    return {
      kind: 'ran',
      pages: prepared.inputs.before.pages,
      givenUp: VERSIONS.every(
        (version) =>
          results[version].refused !== 0 &&
          conversed[version].calls.every(({ answer }) => answer.ret >= 0),
      ),
      prepared,
      results,
      shown,
      loop: null,
    };
  }
}

/** The states that the driver's own range faults have given, where it called them. */
function withOwnStates(
  prepared: PreparedCase,
  conversed: Readonly<Record<Version, Conversed>>,
): PreparedCase {
  if (VERSIONS.every((version) => conversed[version].calls.length === 0)) return prepared;
  const states = (version: Version): Uint8Array => {
    const { start } = prepared.inputs[version];
    const kinds = prepared.states[version].slice();
    for (const call of conversed[version].calls) {
      kinds.set(call.kinds, (call.answer.start - start) / PAGE_SIZE);
    }
    return kinds;
  };
  return { ...prepared, states: { before: states('before'), after: states('after') } };
}

async function closeAll(runners: Readonly<Record<Version, RunnerProcess>>): Promise<void> {
  await allDone(VERSIONS.map((version) => runners[version].close()));
}
