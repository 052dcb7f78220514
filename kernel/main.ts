// SPDX-License-Identifier: GPL-2.0-or-later
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { Command, CommanderError, InvalidArgumentError, Option } from 'commander';
import { endWithReader } from '../cli/closed-pipe';
import { ExitCode } from '../cli/exit-code';
import { interruptible } from '../cli/interruptible';
import { placeName, seedOf, wholeNumber } from '../cli/options';
import { printText, say as sayAs, usageText } from '../cli/print';
import { hex } from '../oracle/scenario/hex';
import { InputError } from '../oracle/scenario/input-error';
import { makeOutputFolder } from '../oracle/scenario/make-folder';
import { jsonText, printable } from '../oracle/scenario/printable';
import { CommandError, findKernels, install } from './boot';
import { type DocumentCases, documentCases } from './cases/documents';
import { findCase } from './cases/find';
import { namedCases } from './cases/named';
import { randomCases } from './cases/random';
import { ktapLines } from './report/ktap';
import { countsOf, isClean } from './report/live-report';
import { type LiveRun, runLive } from './run';

interface Arguments {
  readonly kernel: string;
  readonly install?: true;
  readonly runs: number;
  readonly seed?: number;
  readonly case?: string;
  readonly scenario?: string;
  readonly keep?: string;
  readonly json?: true;
}

/** The kernels that `all` names, if they are not all there yet. */
const SERIES = ['6.1', '6.12'];

const command = new Command('npm run test:kernel --')
  .description(
    'Boot kernels under QEMU, let each carry out memory cases and range faults, and hold what it did ' +
      'to the model of its revision: return code, array, page faults, walks, page table.',
  )
  .addOption(
    new Option('--kernel <series>', 'which kernel').choices([...SERIES, 'all']).default('all'),
  )
  .option('--install', 'first install the Debian packages that are missing (root)')
  .option('--runs <count>', 'how many random cases besides the named ones', wholeNumber(0), 2000)
  .option(
    '--seed <number>',
    'where the random cases begin (default: a random one; 1 in CI)',
    wholeNumber(0),
  )
  .option('--case <name>', 'one case only, by its name')
  .option(
    '--scenario <file>',
    'only what this file of scenario documents holds, as far as a process can bring it about',
  )
  .option(
    '--keep <dir>',
    'where to write recipe, capture, console, report and new scenarios',
    placeName,
  )
  .option('--json', 'one JSON object a kernel instead of KTAP')
  .addHelpText(
    'after',
    '\nExit codes: 0 nothing new, or nothing could be run (the reason is printed), 1 something new, a\n' +
      'case that the guest could not carry out, a panic or a hang, 2 bad usage.',
  )
  .exitOverride()
  .configureOutput({ outputError: (text, write) => write(usageText(text)) })
  .action(run);

async function run(options: Arguments): Promise<void> {
  const seed = seedOf(options.seed);
  if (options.keep !== undefined) makeOutputFolder(options.keep);
  const { cases, skipped } = await casesOf(options, seed);
  const wanted = options.kernel === 'all' ? allSeries() : [options.kernel];
  await interruptible(async (signal) => {
    if (options.install === true) await tryInstall(wanted, signal);
    for (const series of wanted) {
      if (signal.aborted) break;
      const live = await runLive(series, cases, signal);
      show(live.kind === 'run' ? withSkipped(live, skipped) : live, options, seed);
    }
  });
}

/** What cannot be installed is not there, and is skipped with its reason. */
async function tryInstall(wanted: readonly string[], signal: AbortSignal): Promise<void> {
  try {
    await install(wanted, say, signal);
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

function allSeries(): readonly string[] {
  return [...new Set([...SERIES, ...findKernels().map((kernel) => kernel.series)])];
}

async function casesOf(options: Arguments, seed: number): Promise<DocumentCases> {
  const { runs, case: name, scenario } = options;
  if (scenario !== undefined) return documentCases(scenario);
  if (name === undefined) {
    return { cases: [...namedCases(), ...randomCases(seed, runs)], skipped: [] };
  }
  const found = findCase(name);
  if (found !== undefined) return { cases: [found], skipped: [] };
  const known = 'the name of a case, as a run prints it, or random-SEED-NUMBER';
  throw new InvalidArgumentError(`--case expected ${known}, got ${name}.`);
}

function show(live: LiveRun, options: Arguments, seed: number): void {
  if (live.kind === 'skipped') {
    const why = `kernel ${live.kernel}: ${live.reason}`;
    if (options.json === true) print(jsonText({ kernel: live.kernel, skipped: live.reason }));
    else print(`KTAP version 1\n1..0 # SKIP ${printable(why)}`);
    return;
  }
  const { report, seconds, warnings } = live;
  if (options.keep !== undefined) keep(live, options.keep);
  if (!isClean(report)) process.exitCode = ExitCode.found;
  if (options.json === true) {
    print(
      JSON.stringify({ ...report, counts: countsOf(report), seed, seconds, warnings }, bigints),
    );
    return;
  }
  const replay = `npm run test:kernel -- --kernel ${report.kernel}`;
  for (const line of ktapLines(report, replay)) print(printable(line));
  for (const warning of warnings) print(printable(`# kernel: ${warning}`));
  print(`# seed ${seed}, ${seconds.toFixed(1)} s from command to verdict`);
  if (report.problems.length > 0 && options.keep === undefined) {
    print(
      `# the last of the console:\n${live.console.trimEnd().split('\n').slice(-20).join('\n')}`,
    );
  }
}

/** Writes what a person needs to look at a run again; each kernel has names of its own. */
function keep(
  { report, capture, recipe, console }: Extract<LiveRun, { kind: 'run' }>,
  dir: string,
) {
  const write = (name: string, text: string | Buffer): void => writeFileSync(join(dir, name), text);
  write(`recipe-${report.kernel}.txt`, recipe);
  write(`capture-${report.kernel}.txt.gz`, gzipSync(capture, { level: 9 }));
  write(`console-${report.kernel}.txt`, console);
  write(`report-${report.kernel}.json`, `${JSON.stringify(report, bigints)}\n`);
  for (const one of report.cases) {
    if (one.kind !== 'new') continue;
    write(`${one.name}-${report.kernel}.json`, `${JSON.stringify(one.scenario, null, 2)}\n`);
  }
}

function bigints(_: string, value: unknown): unknown {
  return typeof value === 'bigint' ? hex(value) : value;
}

function print(line: string): void {
  printText(`${line}\n`);
}

function say(message: string): void {
  sayAs(message, 'test:kernel');
}

endWithReader();
command.parseAsync().catch((error: unknown) => {
  if (error instanceof CommanderError) {
    if (error instanceof InvalidArgumentError) say(printable(error.message));
    process.exitCode = error.exitCode === 0 ? ExitCode.clean : ExitCode.badInput;
  } else if (error instanceof InputError) {
    say(error.message);
    process.exitCode = ExitCode.badInput;
  } else if (error instanceof CommandError) {
    say(error.message);
    process.exitCode = ExitCode.found;
  } else {
    throw error;
  }
});
