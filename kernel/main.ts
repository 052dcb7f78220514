// SPDX-License-Identifier: GPL-2.0-or-later
// Before all others: it handles errors that occur while they are loaded.
import '../cli/last-resort';

import { InvalidArgumentError } from 'commander';
import { ExitCode } from '../cli/exit-code';
import { seedOf } from '../cli/options';
import { say as sayAs } from '../cli/print';
import { ReportFiles } from '../cli/report-files';
import { runProgram } from '../cli/run-program';
import { interruptible } from '../oracle/child/ending-signals';
import { makeOutputFolder } from '../oracle/scenario/make-folder';
import { machineReport } from '../report/machine/report';
import { CommandError, install, installTools, type OwnKernelPlaces, treeKernel } from './boot';
import { type DocumentCases, documentCases } from './cases/documents';
import { findCase } from './cases/find';
import type { LiveCase } from './cases/live-case';
import { namedCasesFor } from './cases/named';
import { narrowed } from './cases/narrow';
import { randomCases } from './cases/random';
import { type Arguments, liveCommand, ownPlaces, replayOf, wantedSeries } from './options';
import { type LiveReport, type Standing, standingOf } from './report/live-report';
import { liveFindings } from './report/machine';
import { type CasesFor, type LiveRun, runLive, runOwn } from './run';
import { showRun } from './show';

async function run(options: Arguments): Promise<void> {
  const seed = seedOf(options.seed);
  const { report: requests = [] } = options;
  const files = ReportFiles.open({ report: requests });
  if (options.keep !== undefined) makeOutputFolder(options.keep);
  const given = ownPlaces(options);
  await interruptible(async (signal) => {
    endAtSecondSignal(signal);
    const reports = await runAll(given, options, seed, signal).catch((error: unknown) => {
      if (signal.aborted && error instanceof CommandError) return [];
      throw error;
    });
    const exitCode = exitCodeOf(reports.map(standingOf), signal.aborted);
    process.exitCode = exitCode;
    if (requests.length === 0) return;
    const findings = liveFindings(reports, (report) => replayOf(options, report.kernel));
    const facts = { command: 'test:kernel', arguments: process.argv.slice(2), seed, exitCode };
    files.write(() => machineReport('hmm-live/1', facts, findings, {}));
  });
}

async function runAll(
  given: OwnKernelPlaces | undefined,
  options: Arguments,
  seed: number,
  signal: AbortSignal,
): Promise<readonly LiveReport[]> {
  const { casesFor, skipped } = await casesOf(options, seed);
  const reports: LiveReport[] = [];
  const { bits, tree } = options;
  const wanted = wantedSeries(options);
  if (options.install === true) {
    const tools = tree === undefined ? 'tools' : 'tools of trees';
    await tryInstall(given === undefined && tree === undefined ? wanted : tools, signal, bits);
  }
  const own = tree === undefined ? given : await treeKernel(tree, say, signal);
  for (const one of own === undefined ? wanted : [own]) {
    if (signal.aborted) break;
    const isNamed = typeof one === 'string';
    const live = await (isNamed
      ? runLive(one, casesFor, signal, bits)
      : runOwn(one, casesFor, signal));
    const whole = live.kind === 'run' ? withSkipped(live, skipped) : live;
    showRun(whole, options, seed);
    if (whole.kind === 'run') reports.push(whole.report);
  }
  return reports;
}
/** The exit code for all kernels together; a missing one counts only if all are missing. */
function exitCodeOf(standings: readonly Standing[], interrupted: boolean): 0 | 1 | 2 | 130 {
  if (standings.includes('found')) return ExitCode.found;
  if (interrupted) return ExitCode.interrupted;
  const clean = standings.length > 0 && standings.every((one) => one === 'clean');
  return clean ? ExitCode.clean : ExitCode.badInput;
}
/** A second signal ends the run at once instead of in an orderly way; emulator and folders still go. */
function endAtSecondSignal(signal: AbortSignal): void {
  signal.addEventListener('abort', () => {
    for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
      process.once(name, () => process.exit(ExitCode.interrupted));
    }
  });
}
/** A kernel that cannot be installed is missing, and is skipped with the reason. */
async function tryInstall(
  wanted: readonly string[] | 'tools' | 'tools of trees',
  signal: AbortSignal,
  bits: 32 | 64,
): Promise<void> {
  try {
    if (wanted === 'tools') await installTools(say, signal);
    else if (wanted === 'tools of trees') await installTools(say, signal, 64, 'and of trees');
    else await install(wanted, say, signal, bits);
  } catch (error) {
    if (!(error instanceof CommandError)) throw error;
    say(`not installed: ${error.message}`);
  }
}
function withSkipped(live: LiveRun & { kind: 'run' }, skipped: DocumentCases['skipped']): LiveRun {
  const { report } = live;
  const more = skipped.map((one) => ({ ...one, kind: 'skip' as const }));
  return { ...live, report: { ...report, cases: [...report.cases, ...more] } };
}
/** The cases of 64 bits that fit into a process of 32, their memory moved down. */
function ofWidth(cases: readonly LiveCase[], bits: 32 | 64): readonly LiveCase[] {
  return bits === 64 ? cases : cases.map(narrowed).filter((one) => one !== undefined);
}
interface RequestedCases {
  readonly casesFor: CasesFor;
  readonly skipped: DocumentCases['skipped'];
}

/** What was asked for by name runs on any kernel, which may say that it cannot. */
async function casesOf(options: Arguments, seed: number): Promise<RequestedCases> {
  const { runs, case: names, scenario } = options;
  if (scenario !== undefined) {
    const { cases, skipped } = await documentCases(scenario);
    return { casesFor: () => cases, skipped };
  }
  if (names === undefined) {
    const random = randomCases(seed, runs);
    return {
      casesFor: (series, bits) => ofWidth([...namedCasesFor(series), ...random], bits),
      skipped: [],
    };
  }
  const cases = names.map((name): [string, LiveCase] => {
    const found = findCase(name);
    if (found.kind === 'case') return [found.case.recipe.name, found.case];
    throw new InvalidArgumentError(`--case ${JSON.stringify(name)}: ${found.reason}.`);
  });
  const all = [...new Map(cases).values()];
  return { casesFor: (_, bits) => ofWidth(all, bits), skipped: [] };
}
function say(message: string): void {
  sayAs(message, 'test:kernel');
}

runProgram(liveCommand(run), 'test:kernel', (error) => error instanceof CommandError);
