// SPDX-License-Identifier: GPL-2.0-or-later
import { Command } from 'commander';
import { countedRun } from '../oracle/blocks/counted-run';
import type { Remaining } from '../oracle/blocks/run-in-blocks';
import { interruptible } from '../oracle/child/ending-signals';
import type { ExternalSide } from '../oracle/external/external-side';
import type { askExternals } from '../oracle/external/run-externals';
import { defaultJobs } from '../oracle/package/jobs';
import { lazy } from '../oracle/package/lazy';
import { NoRoomCount } from '../oracle/run/no-room-count';
import { runCorpus } from '../oracle/run/run-corpus';
import { Runner } from '../oracle/run/runner';
import { SideFailure } from '../oracle/run/side-failure';
import { isModel, type SideName } from '../oracle/run/side-names';
import { type Source, sourceName } from '../oracle/scenario/bytes';
import { InputError } from '../oracle/scenario/input-error';
import { LINE_LIMIT } from '../oracle/scenario/lines';
import { printable } from '../oracle/scenario/printable';
import { untilAborted } from '../oracle/scenario/until-aborted';
import { endNow } from './end-now';
import { ExitCode } from './exit-code';
import { addExternalSides, type ExternalArguments, withExternalSides } from './external-sides';
import { jobCount, sidesOrTreesOption, wholeNumber } from './options';
import { Output } from './output';
import { say } from './print';
import { type TreeArguments, treeOptions, withTrees } from './trees';

/** What only some command lines ask for. */
const externalSides = lazy((): typeof import('../oracle/external/run-externals') =>
  require('../oracle/external/run-externals'),
);

const blocks = lazy((): typeof import('../oracle/blocks/run-in-blocks') =>
  require('../oracle/blocks/run-in-blocks'),
);

/** How many invalid lines are listed; the others are only counted. */
const ERRORS_SHOWN = 20;

interface Arguments extends TreeArguments, ExternalArguments {
  readonly maxLine: number;
  readonly jobs?: number;
  readonly notes?: true;
}

/** `hmm-pfn run` */
export function runCommand(): Command {
  const command = new Command('run')
    .description(
      'Run scenarios and print their results, one line {"scenario", "expect"} for each. ' +
        'Input: JSON Lines, plain or gzip, of plain scenarios or of such lines.',
    )
    .argument('[files...]', 'files to read; - or none is standard input')
    .addOption(sidesOrTreesOption());
  addExternalSides(command)
    .option(
      '--notes',
      'add "notes" to each line: where a rule of the model is simpler than a real kernel, and what a kernel does instead',
    )
    .option('--max-line <bytes>', 'refuse longer lines', wholeNumber(1), LINE_LIMIT)
    .option(
      '--jobs <count>',
      'threads that run long input (default: one for each processor; with --tree, --side or --results there is one)',
      jobCount,
    )
    .action((files: readonly string[], given: Arguments, self: Command) => {
      refuseJobs(self, given);
      return withTrees(given, self, (sides) => runFiles(files, sides, given), true);
    });
  for (const option of treeOptions()) command.addOption(option);
  return command;
}

/** Sides that are no models live in the thread that opened them. */
function refuseJobs(command: Command, { jobs, tree, side, results }: Arguments): void {
  if (jobs === undefined || jobs === 1) return;
  const [other] = Object.entries({ tree, side, results }).filter(([, given]) => given?.length);
  if (other === undefined) return;
  command.error(`error: option '--jobs' has no effect with '--${other[0]}'`);
}

async function runFiles(
  files: readonly string[],
  sides: readonly SideName[],
  given: Arguments,
): Promise<void> {
  const { exitCode, isInterrupted } = await withExternalSides(given, (externals) =>
    interruptible((signal) => runOn(files, sides, given, externals, signal)),
  );
  process.exitCode = exitCode;
  if (!isInterrupted) return;
  say('interrupted: what is printed are the results until then');
  await endNow(exitCode === ExitCode.clean ? ExitCode.interrupted : exitCode);
}

async function runOn(
  files: readonly string[],
  sides: readonly SideName[],
  { maxLine, notes: isNoted, jobs = defaultJobs() }: Arguments,
  externals: readonly ExternalSide[],
  signal: AbortSignal,
): Promise<RunEnd> {
  const interrupt = (): void => {
    for (const side of externals) side.interrupt?.();
  };
  signal.addEventListener('abort', interrupt);
  const runner = Runner.of(sides);
  const noRoom = new NoRoomCount();
  const output = new Output(process.stdout);
  const complaints = new Complaints();
  const others =
    externals.length === 0 ? undefined : externalSides().askExternals(externals, complaints.ofSide);
  const write = (text: Uint8Array): Promise<void> | undefined => output.writeBytes(text);
  // Sides from outside live in this thread, and cannot be asked what no model follows.
  const isAlone = externals.length > 0 || !sides.every(isModel);
  const onlyTrees = externals.length === 0 ? 'followed' : 'refused';
  const notes = isNoted === true;
  const run = countedRun(notes, noRoom);
  try {
    for (const file of files.length === 0 ? ['-'] : files) {
      if (signal.aborted) break;
      const errorsBefore = complaints.errors;
      const inBlocks = { sides, limit: maxLine, notes, jobs, write, noRoom, signal };
      const { source, before, scenarios } =
        jobs === 1 || isAlone
          ? onlyHere(untilAborted(file, signal))
          : await blocks().runInBlocks(untilAborted(file, signal), inBlocks);
      const options = { limit: maxLine, onlyTrees, before } as const;
      const ran = await unlessInSignal(
        runCorpus(source, runner, options, write, complaints.of, run, others, signal),
        signal,
      );
      if (signal.aborted) break;
      if (scenarios + ran === 0 && complaints.errors === errorsBefore) {
        complaints.of(new InputError({ file: sourceName(file) }, 'expected scenarios, got none'));
      }
    }
  } finally {
    await output.flush();
    complaints.sayRest();
  }
  for (const line of noRoom.lines()) say(printable(line));
  const found = complaints.failures > 0 ? ExitCode.found : ExitCode.clean;
  const isBad = complaints.errors > 0 || (noRoom.hasEmptySide() && !signal.aborted);
  return { exitCode: isBad ? ExitCode.badInput : found, isInterrupted: signal.aborted };
}

/** What a run comes to. */
interface RunEnd {
  readonly exitCode: 0 | 1 | 2;
  readonly isInterrupted: boolean;
}

/** How many scenarios were run; a source that a signal has cut short cannot be read to its end. */
async function unlessInSignal(ran: Promise<number>, signal: AbortSignal): Promise<number> {
  try {
    return await ran;
  } catch (error) {
    if (signal.aborted && error instanceof InputError) return 0;
    throw error;
  }
}

/** A source of which nothing was run elsewhere. */
function onlyHere(source: Source): Omit<Remaining, 'source'> & { readonly source: Source } {
  return { source, before: undefined, scenarios: 0 };
}

/** What is said of lines that are invalid, and of sides that fail on one; of many, only how many there are. */
class Complaints {
  /** Lines that are invalid. */
  errors = 0;
  /** Sides that failed, once a line. */
  failures = 0;

  readonly of = (error: InputError | SideFailure): void => {
    if (error instanceof SideFailure) this.failures++;
    else this.errors++;
    this.say(error.message);
  };

  readonly ofSide: Parameters<typeof askExternals>[1] = (name, answer) => {
    // That a side has nothing to say of a scenario stands in its place in the line.
    if (answer.kind === 'none') return;
    this.failures++;
    this.say(printable(`${name}: ${[answer.what, ...answer.lines].join(': ')}`));
  };

  sayRest(): void {
    const hidden = this.errors + this.failures - ERRORS_SHOWN;
    if (hidden > 0) say(`… and ${hidden} more lines that are invalid, or on which a side throws`);
  }

  private say(text: string): void {
    if (this.errors + this.failures <= ERRORS_SHOWN) say(text);
  }
}
