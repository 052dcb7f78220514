// SPDX-License-Identifier: GPL-2.0-or-later
import { resolve } from 'node:path';
import { makeOutputFolder } from '../../oracle/scenario/make-folder';
import { makeTemporaryFolder, removeTemporaryFolder } from '../../oracle/scenario/temporary-folder';
import { allDone } from './all-done';
import { AloneRunner } from './alone-runner';
import { type Build, build } from './build';
import { type Compiler, findCompiler } from './compiler';
import { type Confinement, confinedBy, findConfinement } from './confinement';
import { notStartedReport } from './empty-report';
import { PairRunner } from './pair-runner';
import { NotStarted } from './policy';
import type { AuditCOptions, AuditCReport, BuildSummary } from './report';
import { type AuditCListener, auditedBy, runAudit } from './run-audit';

/**
 * Compiles the conversions of a driver before and after its port, runs both on what the range fault
 * of each made of the same address spaces, and compares what the device gets.
 *
 * @param signal ends the audit early; the report then says so and holds what was done.
 * @throws InputError if there is no compiler, or the user's C does not compile.
 * @throws Interrupted if the signal comes before anything was run.
 */
export async function auditC(
  options: AuditCOptions,
  listener: AuditCListener,
  signal: AbortSignal,
): Promise<AuditCReport> {
  const folder = buildFolder(options.keep);
  try {
    const limits = { seconds: options.compileTimeout, folder, signal };
    const compiler = await findCompiler(options.cc, limits);
    const [confinement, built] = await allDone([
      findConfinement(limits),
      build(options, compiler, folder),
    ]);
    return await auditBuilt(options, { compiler, confinement, built }, listener, signal);
  } finally {
    if (options.keep === undefined) removeTemporaryFolder(folder);
  }
}

/** The folder of the user's choice, or a temporary one. */
function buildFolder(keep: string | undefined): string {
  if (keep === undefined) return makeTemporaryFolder('audit-c');
  makeOutputFolder(keep);
  return resolve(keep);
}

/** What is compiled, and what it is run by. */
export interface Ready {
  readonly compiler: Compiler;
  readonly confinement: Confinement;
  readonly built: Build;
}

/** Audits what is compiled already; `options` say which scenarios are run. */
export async function auditBuilt(
  options: AuditCOptions,
  ready: Ready,
  listener: AuditCListener,
  signal: AbortSignal,
): Promise<AuditCReport> {
  const { confinement, built: code } = ready;
  const { timeout } = options;
  const setup = { build: code, confinement, timeout, signal };
  const start = (): Promise<PairRunner | AloneRunner> =>
    options.before === undefined ? AloneRunner.start(setup) : PairRunner.start(setup);
  let runner: PairRunner | AloneRunner;
  try {
    runner = await start();
  } catch (error) {
    if (!(error instanceof NotStarted)) throw error;
    const build = summaryOf(ready, null);
    listener.built(build);
    return notStartedReport(options, build, error);
  }
  try {
    const build = summaryOf(ready, runner.filtered);
    listener.built(build);
    return await runAudit(options, build, auditedBy(runner, start), listener, signal);
  } finally {
    await runner.close();
  }
}

/**
 * How something was built, and what confines it.
 * @param filtered whether system calls are; null if nobody could be asked.
 */
function summaryOf(
  { compiler, confinement, built }: Ready,
  filtered: boolean | null,
): BuildSummary {
  const { version, protection, no32 } = compiler;
  const skipped32 = no32 ?? 'the frames of the scenarios do not fit below the flags of 32 bits';
  const { standIns, cut } = built;
  return {
    compiler: version,
    protection,
    ...confinedBy(confinement, filtered),
    ...{ standIns, cut, skipped32 },
  };
}
