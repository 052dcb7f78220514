// SPDX-License-Identifier: GPL-2.0-or-later
import { Command } from 'commander';
import { PASSWORD_VARIABLE } from '../oracle/batch/engine-url';
import { defaultJobs } from '../oracle/chunk/engine';
import { interruptible } from './interruptible';
import { wholeNumber } from './options';
import { say } from './print';

interface Arguments {
  readonly engine: string;
  readonly jobs?: number;
}

/** `hmm-pfn worker` */
export function workerCommand(): Command {
  return new Command('worker')
    .description(
      'Run chunks of the campaigns that were started with the same --engine, until Ctrl-C. It has to be ' +
        'the same build of hmm-pfn; files of vectors are read here, under the same path.',
    )
    .requiredOption(
      '--engine <url>',
      `redis://[user:password@]host[:port][/db], or rediss:// for TLS (${PASSWORD_VARIABLE}: the password)`,
    )
    .option('--jobs <count>', 'threads (default: one for each processor)', wholeNumber(1))
    .addHelpText(
      'after',
      '\nExit codes: 0 ended by Ctrl-C; 2 bad usage, or no server; 70 a defect.',
    )
    .action(runIt);
}

async function runIt({ engine, jobs = defaultJobs() }: Arguments): Promise<void> {
  const { runWorker }: typeof import('../oracle/batch/redis-worker') =
    // Nothing else of this program needs the client of the server.
    require('../oracle/batch/redis-worker');
  const ran = await interruptible((signal) => runWorker({ url: engine, jobs, say }, signal));
  say(`${ran} ${ran === 1 ? 'chunk' : 'chunks'} run`);
}
