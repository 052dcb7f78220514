// SPDX-License-Identifier: GPL-2.0-or-later
// Before all others: it handles errors that occur while they are loaded.
import '../../cli/last-resort';

import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Command, InvalidArgumentError } from 'commander';
import { ExitCode } from '../../cli/exit-code';
import { placeName, seedOf, wholeNumber } from '../../cli/options';
import { printText, usageText } from '../../cli/print';
import { runProgram } from '../../cli/run-program';
import { interruptible } from '../../oracle/child/ending-signals';
import { runCommands } from './command-runs';
import type { CaseRange, Crash } from './crash';
import { crashText, keep, type Part } from './kept';
import { runReaders } from './reader-runs';

/** What is tried before the clock is looked at again. */
const BATCH = { commands: 26, readers: 2000 } as const satisfies Readonly<Record<Part, number>>;
const RUNS = { commands: runCommands, readers: runReaders } as const;
const PARTS: readonly Part[] = ['commands', 'readers'];
const UNITS: Readonly<Record<string, number>> = { s: 1000, m: 60_000, h: 3_600_000 };

interface Arguments {
  readonly time: number;
  readonly seed?: number;
  readonly case?: { readonly part: Part; readonly number: number };
  readonly keep: string;
}

const command = new Command('npm run fuzz --')
  .description(
    'Give every reader and every command changed inputs and changed words: none may crash, hang, or ' +
      'end with 0 without a comparison.',
  )
  .option('--time <time>', 'how long: a number with s, m or h', duration, duration('30m'))
  .option('--seed <number>', 'where it begins (default: a random one; 1 in CI)', wholeNumber(0))
  .option('--case <name>', 'one case only, as a crash names it: readers#17', caseName)
  .option(
    '--keep <folder>',
    'where crashes are kept: input, what happened, how to see it again',
    placeName,
    join(tmpdir(), 'hmm-pfn-crashes'),
  )
  .addHelpText(
    'after',
    '\nExit codes: 0 cases were tried and all is well, 1 a crash, 2 bad usage, or nothing was tried, 70 a\n' +
      'defect of this program, 130 interrupted with no crash until then.',
  )
  .exitOverride()
  .configureOutput({ outputError: (text, write) => write(usageText(text)) })
  .action(fuzz);

async function fuzz({ time, seed: given, case: only, keep: folder }: Arguments): Promise<void> {
  const seed = seedOf(given);
  printText(`fuzz --seed ${seed}\n`);
  const tried = { commands: 0, readers: 0 };
  let crashes = 0;
  const told = (part: Part, crash: Crash): void => {
    crashes++;
    printText(`${crashText(part, seed, crash)}\nkept in ${keep(folder, part, seed, crash)}\n\n`);
  };
  const run = async (part: Part, range: CaseRange, signal: AbortSignal): Promise<void> => {
    const runs = await RUNS[part](range, signal);
    tried[part] += runs.tried;
    for (const crash of runs.crashes) told(part, crash);
  };
  const interrupted = await interruptible(async (stop) => {
    if (only !== undefined) {
      await run(only.part, { seed, first: only.number, end: only.number + 1 }, stop);
      return stop.aborted;
    }
    await untilEnded(time, stop, (signal) =>
      PARTS.map((part) => inBatches(part, seed, signal, run)),
    );
    return stop.aborted;
  });
  const end = interrupted ? 'interrupted after' : 'tried';
  printText(`${end} ${tried.readers} inputs and ${tried.commands} commands: ${crashes} crashes\n`);
  process.exitCode = exitCodeOf(crashes, tried.readers + tried.commands, interrupted);
}

/**
 * Runs until the time is up, or it is to stop, or one of the parts has died: then the others end, too.
 * The timer is one of our own: a signal of `AbortSignal.timeout` that only `AbortSignal.any` refers to
 * can be collected before it fires.
 */
async function untilEnded(
  time: number,
  stop: AbortSignal,
  start: (signal: AbortSignal) => readonly Promise<void>[],
): Promise<void> {
  const over = new AbortController();
  const end = (): void => over.abort();
  const timer = setTimeout(end, time);
  stop.addEventListener('abort', end, { once: true });
  try {
    await Promise.all(start(over.signal).map((part) => part.finally(end)));
  } finally {
    clearTimeout(timer);
    stop.removeEventListener('abort', end);
  }
}

async function inBatches(
  part: Part,
  seed: number,
  signal: AbortSignal,
  run: (part: Part, range: CaseRange, signal: AbortSignal) => Promise<void>,
): Promise<void> {
  for (let first = 0; !signal.aborted; first += BATCH[part]) {
    await run(part, { seed, first, end: first + BATCH[part] }, signal);
  }
}

function exitCodeOf(crashes: number, tried: number, interrupted: boolean): number {
  if (crashes > 0) return ExitCode.found;
  if (interrupted) return ExitCode.interrupted;
  return tried > 0 ? ExitCode.clean : ExitCode.badInput;
}

function duration(text: string): number {
  const [, amount = '', unit = ''] = /^(\d{1,4})([smh])$/.exec(text) ?? [];
  const milliseconds = Number(amount) * (UNITS[unit] ?? 0);
  if (milliseconds > 0) return milliseconds;
  throw new InvalidArgumentError(`expected a number with s, m or h, got ${text}.`);
}

function caseName(text: string): { readonly part: Part; readonly number: number } {
  const [name, number = ''] = text.split('#');
  const part = PARTS.find((one) => one === name);
  if (part !== undefined) return { part, number: wholeNumber(0)(number) };
  throw new InvalidArgumentError(`expected readers#NUMBER or commands#NUMBER, got ${text}.`);
}

runProgram(command, 'fuzz');
