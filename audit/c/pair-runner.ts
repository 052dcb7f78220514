// SPDX-License-Identifier: GPL-2.0-or-later
import type { Scenario } from '../../oracle/scenario/scenario';
import { allDone } from './all-done';
import { BatchWriter, readAnswer, Status } from './batch';
import { type Named, nameAll } from './cause';
import { observe, type VersionResults } from './observation';
import { askPolicies, type Policies } from './policy';
import { type Preparation, type PreparedCase, Preparer } from './prepare';
import { RunnerProcess, type RunnerSetup } from './runner-process';
import { VERSIONS, type Version } from './version';

/** What a scenario came to. */
export type JudgedVersions =
  | {
      readonly kind: 'ran';
      readonly prepared: PreparedCase;
      readonly results: VersionResults;
      readonly shown: readonly Named[];
    }
  | Exclude<Preparation, { readonly kind: 'ready' }>
  /** Too many scenarios before it had ended their process. */
  | { readonly kind: 'not run' };

/** Runs batches of scenarios through both versions. */
export class PairRunner {
  private constructor(
    private readonly runners: Readonly<Record<Version, RunnerProcess>>,
    readonly policies: Policies,
    readonly preparer: Preparer,
    private readonly setup: RunnerSetup,
  ) {}

  /**
   * Starts both supervisors.
   * @param names whether the reports of sanitizers name functions and lines.
   * @throws InputError, NotStarted: see {@link askPolicies}.
   */
  static async start(setup: RunnerSetup, names = false): Promise<PairRunner> {
    const start = (version: Version): RunnerProcess => new RunnerProcess(version, setup, names);
    const runners = { before: start('before'), after: start('after') };
    try {
      const policies = await askPolicies(runners, setup.timeout);
      return new PairRunner(runners, policies, new Preparer(policies), setup);
    } catch (error) {
      await closeAll(runners);
      throw error;
    }
  }

  /**
   * Runs and judges scenarios.
   * @param ends how many of them may end their process, on each side; the others are then not run.
   */
  async judge(scenarios: readonly Scenario[], ends: number): Promise<readonly JudgedVersions[]> {
    const writers = { before: new BatchWriter(), after: new BatchWriter() };
    const preparations = scenarios.map((scenario) => {
      const preparation = this.preparer.prepare(scenario);
      if (preparation.kind === 'ready') {
        const { inputs } = preparation.prepared;
        for (const version of VERSIONS) writers[version].add(inputs[version]);
      }
      return preparation;
    });
    const { count } = writers.before;
    if (count === 0) return preparations.filter((one) => one.kind !== 'ready');
    const { timeout } = this.setup;
    const [before, after] = await allDone(
      VERSIONS.map(async (version) => {
        const batch = writers[version].finish({ timeout, ends });
        return readAnswer(await this.runners[version].ask(batch), count);
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
  async judgeOne(scenario: Scenario): Promise<JudgedVersions | undefined> {
    const [judged] = await this.judge([scenario], 1);
    if (judged?.kind !== 'ran') return judged;
    const { results } = judged;
    if (!VERSIONS.some((version) => results[version].status === Status.sanitizer)) return judged;
    const naming = await PairRunner.start(this.setup, true);
    try {
      return (await naming.judge([scenario], 1))[0];
    } finally {
      await naming.close();
    }
  }

  /** Ends both supervisors, with all that they run; what is asked of them fails. */
  close(): Promise<void> {
    return closeAll(this.runners);
  }

  private judged(prepared: PreparedCase, results: VersionResults): JudgedVersions {
    if (VERSIONS.some((version) => results[version].status === Status.notRun)) {
      return { kind: 'not run' };
    }
    const observations = observe(prepared, results);
    const shown = nameAll(prepared, results, observations, this.preparer);
    return { kind: 'ran', prepared, results, shown };
  }
}

async function closeAll(runners: Readonly<Record<Version, RunnerProcess>>): Promise<void> {
  await allDone(VERSIONS.map((version) => runners[version].close()));
}
