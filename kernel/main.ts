// SPDX-License-Identifier: GPL-2.0-or-later
// Before all others: it handles errors that occur while they are loaded.
import '../cli/last-resort';

import { Command, InvalidArgumentError, Option } from 'commander';
import { ExitCode } from '../cli/exit-code';
import { interruptible } from '../cli/interruptible';
import { placeName, seedOf, wholeNumber } from '../cli/options';
import { printText, say as sayAs, usageText } from '../cli/print';
import { runProgram } from '../cli/run-program';
import { makeOutputFolder } from '../oracle/scenario/make-folder';
import { jsonText, printable } from '../oracle/scenario/printable';
import { shellWord } from '../report/text/shell-word';
import { CommandError, findKernels, install, installTools, type OwnKernelPlaces } from './boot';
import { type DocumentCases, documentCases } from './cases/documents';
import { findCase } from './cases/find';
import type { LiveCase } from './cases/live-case';
import { namedCasesFor } from './cases/named';
import { randomCases } from './cases/random';
import { keep, withHex } from './report/keep';
import { KEPT_KERNELS, OTHER_KERNELS } from './report/kept';
import { ktapLines } from './report/ktap';
import { caseCounts, type Standing, standingOf } from './report/live-report';
import { type CasesFor, type LiveRun, runLive, runOwn } from './run';

interface Arguments {
  readonly kernel: string;
  readonly image?: string;
  readonly build?: string;
  readonly modules?: string;
  readonly install?: true;
  readonly runs: number;
  readonly seed?: number;
  readonly case?: readonly string[];
  readonly scenario?: string;
  readonly keep?: string;
  readonly json?: true;
}

const command = new Command('npm run test:kernel --')
  .description(
    'Boot kernels under QEMU, let each execute memory cases and range faults, and compare what it did ' +
      'with the model of its revision: return code, array, page faults, walks, page table.',
  )
  .addOption(
    new Option('--kernel <series>', 'which kernel')
      .choices([...KEPT_KERNELS, ...OTHER_KERNELS, 'all'])
      .default('all'),
  )
  .addOption(
    new Option('--image <file>', 'a kernel of your own instead: its bzImage or vmlinux')
      .argParser(placeName)
      .conflicts('kernel'),
  )
  .option('--build <dir>', 'with --image: the folder it was built in, or its headers', placeName)
  .option(
    '--modules <dir>',
    'with --image: its lib/modules/RELEASE, if not this machine’s',
    placeName,
  )
  .option('--install', 'first install missing Debian packages (as root)')
  .option('--runs <count>', 'number of random cases besides the named ones', wholeNumber(0), 2000)
  .option('--seed <number>', 'seed of the random cases (default: random; 1 in CI)', wholeNumber(0))
  .option(
    '--case <name>',
    'run only the case with this name (repeatable)',
    (name: string, others: readonly string[] = []) => [...others, name],
  )
  .addOption(
    new Option(
      '--scenario <file>',
      'run only the scenarios in this file, as far as a process can bring them about',
    ).conflicts('case'),
  )
  .option(
    '--keep <dir>',
    'folder for recipe, capture, console, report and new scenarios',
    placeName,
  )
  .option('--json', 'print one JSON object per kernel instead of KTAP')
  .addHelpText(
    'after',
    '\nExit codes: 0 cases were compared, with no unexplained differences; 1 an unexplained difference, a\n' +
      'panic, a hang, a case that the guest could not execute; 2 bad usage, nothing compared, or not\n' +
      'everything compared (what and why is printed; a missing kernel is skipped if another one ran);\n' +
      '70 a defect in this program; 130 interrupted.\n' +
      '\nA busy machine makes a run longer but does not change its results: limits count the guest’s own\n' +
      'work, what did not end in time is run again alone, and a boot that reported nothing is retried.',
  )
  .exitOverride()
  .configureOutput({ outputError: (text, write) => write(usageText(text)) })
  .action(run);

async function run(options: Arguments): Promise<void> {
  const seed = seedOf(options.seed);
  if (options.keep !== undefined) makeOutputFolder(options.keep);
  const own = ownPlaces(options);
  await interruptible(async (signal) => {
    endAtSecondSignal(signal);
    const standings = await runAll(own, options, seed, signal).catch((error: unknown) => {
      if (signal.aborted && error instanceof CommandError) return [];
      throw error;
    });
    process.exitCode = exitCodeOf(standings, signal.aborted);
  });
}

/** Where a kernel of one's own lies, if one is given. */
function ownPlaces({ image, build, modules }: Arguments): OwnKernelPlaces | undefined {
  if (image !== undefined && build !== undefined) {
    return { image, build, ...(modules === undefined ? {} : { modules }) };
  }
  if (image === undefined && build === undefined && modules === undefined) return undefined;
  throw new InvalidArgumentError('--image and --build belong together, --modules to both.');
}

async function runAll(
  own: OwnKernelPlaces | undefined,
  options: Arguments,
  seed: number,
  signal: AbortSignal,
): Promise<readonly Standing[]> {
  const { casesFor, skipped } = await casesOf(options, seed);
  const standings: Standing[] = [];
  const wanted = options.kernel === 'all' ? allSeries() : [options.kernel];
  if (options.install === true) await tryInstall(own === undefined ? wanted : 'tools', signal);
  for (const one of own === undefined ? wanted : [own]) {
    if (signal.aborted) break;
    const isNamed = typeof one === 'string';
    const live = await (isNamed ? runLive(one, casesFor, signal) : runOwn(one, casesFor, signal));
    show(live.kind === 'run' ? withSkipped(live, skipped) : live, options, seed);
    if (live.kind === 'run') standings.push(standingOf(live.report));
  }
  return standings;
}

/** The exit code for all kernels together; a missing one counts only if all are missing. */
function exitCodeOf(standings: readonly Standing[], interrupted: boolean): number {
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
async function tryInstall(wanted: readonly string[] | 'tools', signal: AbortSignal): Promise<void> {
  try {
    if (wanted === 'tools') await installTools(say, signal);
    else await install(wanted, say, signal);
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
  return [...new Set([...KEPT_KERNELS, ...findKernels().map((kernel) => kernel.series)])];
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
    return { casesFor: (series) => [...namedCasesFor(series), ...random], skipped: [] };
  }
  const cases = names.map((name): [string, LiveCase] => {
    const found = findCase(name);
    if (found.kind === 'case') return [found.case.recipe.name, found.case];
    throw new InvalidArgumentError(`--case ${JSON.stringify(name)}: ${found.reason}.`);
  });
  return { casesFor: () => [...new Map(cases).values()], skipped: [] };
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
  if (options.json === true) {
    print(
      JSON.stringify(
        {
          ...report,
          standing: standingOf(report),
          counts: caseCounts(report),
          seed,
          seconds,
          warnings,
        },
        withHex,
      ),
    );
    return;
  }
  const replay = `npm run test:kernel -- ${whichKernel(options, report.kernel)}`;
  for (const line of ktapLines(report, replay)) print(printable(line));
  for (const warning of warnings) print(printable(`# kernel: ${warning}`));
  print(`# seed ${seed}, ${seconds.toFixed(1)} s from command to verdict`);
  const standing = standingOf(report);
  if (standing !== 'clean') print(`# ${STANDINGS[standing]}`);
  const isWhole = report.problems.length === 0 && report.undecided.length === 0;
  if (!isWhole && options.keep === undefined) {
    print(
      `# the last of the console:\n${live.console.trimEnd().split('\n').slice(-20).join('\n')}`,
    );
  }
}

/** The words that name the kernel of a run again. */
function whichKernel({ image, build, modules }: Arguments, kernel: string): string {
  const given = Object.entries(image === undefined ? { kernel } : { image, build, modules });
  return given
    .flatMap(([name, value]) => (value === undefined ? [] : [`--${name} ${shellWord(value)}`]))
    .join(' ');
}

const STANDINGS = {
  found: 'something was found: see the lines that begin with "not ok" and "# problem"',
  undecided:
    'no unexplained differences, but not everything was checked: see "SKIP not decided" and "# not looked at"',
  'nothing compared': 'nothing was compared with the model',
} as const satisfies Readonly<Record<Exclude<Standing, 'clean'>, string>>;

function print(line: string): void {
  printText(`${line}\n`);
}

function say(message: string): void {
  sayAs(message, 'test:kernel');
}

runProgram(command, 'test:kernel', (error) => error instanceof CommandError);
