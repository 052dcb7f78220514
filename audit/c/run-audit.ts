// SPDX-License-Identifier: GPL-2.0-or-later
import { formatDefectIds } from '../../legacy/format-clauses';
import { Ask } from '../../mm/range';
import { unlessInterrupted } from '../../oracle/child/interrupted';
import { DIFFERENCES } from '../../oracle/differences/registry';
import { AloneRunner } from './alone-runner';
import { circumstancesOf } from './circumstances';
import { emptyReport } from './empty-report';
import { AuditCSourceCounts } from './examined';
import { findingOf, type MadeOfTrial, madeByBoth, requestFinding } from './finding';
import { madeAlone } from './made-alone';
import { type ClosableRunner, Overlapped } from './overlapped';
import type { PairRunner } from './pair-runner';
import type { Policies, VersionPolicy } from './policy';
import type { AuditCFinding, AuditCOptions, AuditCReport, BuildSummary } from './report';
import { requestDifferences } from './requests';
import { type ScenarioBatch, scenarioBatches } from './scenarios';
import { AuditTally } from './tally';
import type { AuditTrial, TrialRunner } from './trial';

/** Receives the progress of an audit. */
export interface AuditCListener {
  /** The code is built; the scenarios begin. */
  built(build: BuildSummary): void;
  progress(stage: string, done: number, total: number | undefined): void;
}

/** How many scenarios of a batch, and of an audit, may end their process. */
const BATCH_ENDS = 100;
const AUDIT_ENDS = 400;
/** How many causes are shrunk and shown; the others are only named. */
const CAUSES_SHOWN = 10;

/** What is asked of a runner, whether it runs one version or two. */
export interface Audited {
  readonly runner: TrialRunner;
  /** Starts a runner like that one. */
  another(): Promise<ClosableRunner>;
  /** By whose policy families of scenarios are thinned out. */
  readonly policies: Pick<Policies, 'before'>;
  readonly requests: readonly AuditCFinding[];
  readonly formatDefects: readonly string[];
  made(trial: AuditTrial): Promise<MadeOfTrial>;
}

/** A driver that is judged by itself has a policy of its own, whatever the scenario's is. */
const OWN_POLICY: VersionPolicy = {
  range: { defaults: Ask.nothing, mask: Ask.all, owner: 1 },
  requests: null,
};

/** What of the runner an audit asks, by how many versions it runs. */
export function auditedBy(
  runner: PairRunner | AloneRunner,
  another: () => Promise<PairRunner | AloneRunner>,
): Audited {
  if (runner instanceof AloneRunner) {
    return {
      ...{ runner, another, policies: { before: OWN_POLICY }, requests: [], formatDefects: [] },
      made: (trial) => madeAlone(trial, runner),
    };
  }
  const { policies } = runner;
  return {
    ...{ runner, another, policies },
    requests: requestDifferences(policies).map((one) => requestFinding(one, runner)),
    formatDefects: [...formatDefectIds(policies.format)],
    made: (trial) => madeByBoth(trial, runner),
  };
}

/** Runs and judges all scenarios, and shrinks what was found. */
export async function runAudit(
  options: AuditCOptions,
  build: BuildSummary,
  { runner, another, policies, requests, formatDefects, made }: Audited,
  { progress }: AuditCListener,
  signal: AbortSignal,
): Promise<AuditCReport> {
  const tally = new AuditTally();
  const scenarios = { vectors: 0, scope: 0, random: 0 };
  const counts = new AuditCSourceCounts();
  let number = 0;
  const overlapped = new Overlapped<ScenarioBatch>(runner, another);
  const take = async (): Promise<boolean> => {
    const done = await unlessInterrupted(overlapped.take());
    if (done === undefined) return false;
    const { what: batch, trials, judged } = done;
    const { converted, givenUp, killed } = tally;
    for (const [index, trial] of trials.entries()) {
      const one = judged[index];
      if (one !== undefined) tally.add(one, trial);
    }
    scenarios[batch.source] += batch.scenarios.length;
    counts.add(batch, {
      converted: tally.converted - converted,
      givenUp: tally.givenUp - givenUp,
      killed: tally.killed - killed,
    });
    const total = batch.source === 'random' ? options.runs : undefined;
    progress(batch.source, scenarios[batch.source], total);
    return true;
  };
  try {
    let goesOn = true;
    for await (const batch of scenarioBatches(options, policies)) {
      if (signal.aborted || tally.ends >= AUDIT_ENDS) break;
      const trials = trialsOf(batch, number, options, tally);
      number += batch.scenarios.length;
      overlapped.begin(batch, trials, BATCH_ENDS);
      if (overlapped.isFull(false)) goesOn = await take();
      if (!goesOn) break;
    }
    while (goesOn && overlapped.isFull(true)) goesOn = await take();
  } finally {
    await overlapped.close();
  }
  const early = earlyEnd(signal.aborted, tally.ends >= AUDIT_ENDS);
  const examined = counts.examined(options, signal.aborted, early);
  const causes = tally.sortedCauses();
  const findings = [...requests];
  for (const cause of causes.slice(0, CAUSES_SHOWN)) {
    progress('shrinking', findings.length, causes.length);
    findings.push(await findingOf(cause, runner, made, signal));
  }
  return {
    ...emptyReport(options, build),
    interrupted: signal.aborted,
    examined,
    gaveUp: tally.ends >= AUDIT_ENDS,
    scenarios,
    converted: tally.converted,
    pages: tally.pages,
    notRun: tally.notRun,
    skipped: Object.fromEntries(tally.skipped),
    formatDefects,
    known: DIFFERENCES.flatMap(({ id, title }) => {
      const count = tally.known.get(id);
      return count === undefined ? [] : [{ id, title, count }];
    }),
    loop: tally.loop.observed(),
    findings,
    notShown: causes.slice(CAUSES_SHOWN).map(({ cause, count }) => ({ cause, count })),
  };
}

/** The scenarios of a batch, the first one with this number; without those that tell nothing new. */
function trialsOf(
  { scenarios }: ScenarioBatch,
  first: number,
  { circumstances: given }: AuditCOptions,
  tally: AuditTally,
): readonly AuditTrial[] {
  return scenarios.flatMap((scenario, index) => {
    const circumstances = circumstancesOf(first + index, given);
    if (given.schedule !== undefined || !tally.isSpent(circumstances.schedule))
      return [{ scenario, circumstances }];
    tally.leaveOut();
    return [];
  });
}

function earlyEnd(interrupted: boolean, gaveUp: boolean): string | undefined {
  if (interrupted) return 'interrupted';
  return gaveUp ? 'stopped: too many conversions crashed or did not end' : undefined;
}
