// SPDX-License-Identifier: GPL-2.0-or-later
import { rmSync } from 'node:fs';
import { formatDefectIds } from '../../legacy/well-formed';
import { DIFFERENCES } from '../differences/registry';
import { makeOutputFolder } from '../scenario/make-folder';
import { makeTemporaryFolder } from '../scenario/temporary-folder';
import { type Build, build } from './build';
import { type Compiler, findCompiler } from './compiler';
import { findingOf, requestFinding } from './finding';
import { PairRunner } from './pair-runner';
import type { AuditCFinding, AuditCOptions, AuditCReport, BuildSummary } from './report';
import { requestDifferences } from './requests';
import { scenarioBatches } from './scenarios';
import { AuditTally } from './tally';

/** Who is told how an audit goes. */
export interface AuditCListener {
  /** The code is built; the scenarios begin. */
  built(build: BuildSummary): void;
  progress(stage: string, done: number, total: number | undefined): void;
}

/** So many scenarios of a batch may end their process, and so many of an audit. */
const BATCH_ENDS = 100;
const AUDIT_ENDS = 400;
/** So many causes are shrunk and shown; the others are named. */
const CAUSES_SHOWN = 10;

/**
 * Compiles the conversions of a driver before and after its port, runs both on what the range fault
 * of each made of the same address spaces, and compares what the device gets.
 *
 * @param signal ends the audit early; the report then says so and holds what was done.
 * @throws InputError if there is no compiler, or the user's C does not compile.
 */
export async function auditC(
  options: AuditCOptions,
  listener: AuditCListener,
  signal: AbortSignal,
): Promise<AuditCReport> {
  const folder = buildFolder(options.keep);
  try {
    const compiler = await findCompiler(options.cc, folder);
    const built = await build(options, compiler, folder);
    const summary = summaryOf(compiler, built);
    listener.built(summary);
    return await auditBuilt(options, { built, summary }, listener, signal);
  } finally {
    if (options.keep === undefined) rmSync(folder, { recursive: true, force: true });
  }
}

/** The folder of the user's choice, or a temporary one. */
function buildFolder(keep: string | undefined): string {
  if (keep === undefined) return makeTemporaryFolder('audit-c');
  makeOutputFolder(keep);
  return keep;
}

/** Audits what is compiled already; `options` say which scenarios are run. */
export async function auditBuilt(
  options: AuditCOptions,
  { built, summary }: { readonly built: Build; readonly summary: BuildSummary },
  listener: AuditCListener,
  signal: AbortSignal,
): Promise<AuditCReport> {
  const runner = await PairRunner.start(built, options.timeout);
  try {
    return await audit(options, summary, runner, listener, signal);
  } finally {
    runner.close();
  }
}

/** How something was built. */
export function summaryOf(
  { version, protection, no32 }: Compiler,
  { standIns }: Build,
): BuildSummary {
  const skipped32 = no32 ?? 'the frames of the scenarios do not fit below the flags of 32 bits';
  return { compiler: version, protection, standIns, skipped32 };
}

async function audit(
  options: AuditCOptions,
  build: BuildSummary,
  runner: PairRunner,
  { progress }: AuditCListener,
  signal: AbortSignal,
): Promise<AuditCReport> {
  const tally = new AuditTally();
  const scenarios = { vectors: 0, scope: 0, random: 0 };
  for await (const batch of scenarioBatches(options, runner.policies)) {
    if (signal.aborted || tally.ends >= AUDIT_ENDS) break;
    const judged = await runner.judge(batch.scenarios, BATCH_ENDS);
    for (const [index, scenario] of batch.scenarios.entries()) {
      const one = judged[index];
      if (one !== undefined) tally.add(one, scenario);
    }
    scenarios[batch.source] += batch.scenarios.length;
    const total = batch.source === 'random' ? options.runs : undefined;
    progress(batch.source, scenarios[batch.source], total);
  }
  const causes = tally.sortedCauses();
  const findings: AuditCFinding[] = requestDifferences(runner.policies).map((difference) =>
    requestFinding(difference, runner),
  );
  for (const cause of causes.slice(0, CAUSES_SHOWN)) {
    progress('shrinking', findings.length, causes.length);
    findings.push(await findingOf(cause, runner, signal));
  }
  return {
    options,
    build,
    interrupted: signal.aborted,
    gaveUp: tally.ends >= AUDIT_ENDS,
    scenarios,
    converted: tally.converted,
    pages: tally.pages,
    notRun: tally.notRun,
    skipped: Object.fromEntries(tally.skipped),
    formatDefects: [...formatDefectIds(runner.policies.format)],
    known: DIFFERENCES.flatMap(({ id, title }) => {
      const count = tally.known.get(id);
      return count === undefined ? [] : [{ id, title, count }];
    }),
    findings,
    notShown: causes.slice(CAUSES_SHOWN).map(({ cause, count }) => ({ cause, count })),
  };
}
