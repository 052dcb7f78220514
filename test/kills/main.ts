// SPDX-License-Identifier: GPL-2.0-or-later
// Before all others: it handles errors that occur while they are loaded.
import '../../cli/last-resort';

import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Command, Option } from 'commander';
import { ExitCode } from '../../cli/exit-code';
import { seedOf, wholeNumber } from '../../cli/options';
import { printText, usageText } from '../../cli/print';
import { runProgram } from '../../cli/run-program';
import { Random } from '../../oracle/generate/random';
import { ArgumentError } from '../../oracle/scenario/argument-error';
import { InputError } from '../../oracle/scenario/input-error';
import { WITHOUT_REDIS } from '../support/redis-server';
import { COMPILED, type Kills, undisturbedCampaign } from './campaign';
import { killWorkers } from './redis';
import { killThreads } from './threads';

const ENGINES = { threads: killThreads, redis: killWorkers } as const;
type EngineName = keyof typeof ENGINES;
const NAMES: readonly EngineName[] = ['threads', 'redis'];

interface Arguments {
  readonly engines: readonly EngineName[];
  readonly kills: number;
  readonly seed?: number;
}

const command = new Command('npm run kills --')
  .description(
    'Kill campaigns at random moments (SIGKILL) and resume them, with four threads and with four ' +
      'workers by way of a Redis server: each report has to be, byte for byte, that of an undisturbed ' +
      'campaign. It runs what npm run build made.',
  )
  .addOption(
    new Option('--engines <names...>', 'where its chunks run').choices(NAMES).default(NAMES),
  )
  .option('--kills <count>', 'how many, with each engine', wholeNumber(1), 50)
  .option('--seed <number>', 'of the moments (default: a random one; 1 in CI)', wholeNumber(0))
  .addHelpText(
    'after',
    '\nExit codes: 0 all reports are the same, 1 one is not, 2 bad usage, no build or no Redis server.',
  )
  .exitOverride()
  .configureOutput({ outputError: (text, write) => write(usageText(text)) })
  .action(runIt);

async function runIt({ engines, kills, seed: given }: Arguments): Promise<void> {
  if (!existsSync(COMPILED)) {
    throw new InputError({ file: COMPILED }, 'expected what npm run build makes, got no such file');
  }
  const seed = seedOf(given);
  printText(`kills --kills ${kills} --seed ${seed}\n`);
  const undisturbed = await undisturbedCampaign();
  const place = mkdtempSync(join(tmpdir(), 'hmm-pfn-kills-'));
  const all: Kills[] = [];
  try {
    for (const name of engines) {
      const reason = name === 'redis' ? WITHOUT_REDIS : undefined;
      if (reason !== undefined) throw new ArgumentError(`"redis" was not run: ${reason}`);
      const show = (done: Kills): void => printText(`${name}: ${textOf(done)}\n`);
      const random = new Random(seed, 0);
      all.push(await ENGINES[name]({ kills, random, place, undisturbed, show }));
    }
  } finally {
    rmSync(place, { recursive: true, force: true });
  }
  const wrong = all.flatMap((done) => done.wrong);
  for (const problem of wrong) printText(`${problem}\n`);
  if (wrong.length > 0) process.exitCode = ExitCode.found;
}

function textOf({ kills, amidst, reports, wrong }: Kills): string {
  const same = `${reports - wrong.length} of ${reports} reports are the undisturbed one`;
  return `${kills} kills, ${amidst} of them with chunks on disk; ${same}`;
}

runProgram(command, 'kills');
