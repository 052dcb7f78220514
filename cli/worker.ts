// SPDX-License-Identifier: GPL-2.0-or-later
import { Command } from 'commander';
import { PASSWORD_VARIABLE } from '../oracle/batch/engine-url';
import { interruptible } from '../oracle/child/ending-signals';
import { defaultJobs } from '../oracle/package/jobs';
import { endNow } from './end-now';
import { ExitCode } from './exit-code';
import { duration, jobCount } from './options';
import { say } from './print';

const LOST_AFTER_MS = 30_000;

interface Arguments {
  readonly engine: string;
  readonly jobs?: number;
  /** Milliseconds. */
  readonly lostAfter?: number;
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
    .option('--jobs <count>', 'threads (default: one for each processor)', jobCount)
    .option(
      '--lost-after <duration>',
      'how long a worker may be silent before another one runs its chunk (default: 30s)',
      duration,
    )
    .addHelpText(
      'after',
      '\nExit codes: 0 ended by Ctrl-C; 2 bad usage, or no server; 70 a defect.',
    )
    .action(runIt);
}

async function runIt({
  engine,
  jobs = defaultJobs(),
  lostAfter = LOST_AFTER_MS,
}: Arguments): Promise<void> {
  const { runWorker }: typeof import('../oracle/batch/redis-worker') =
    // Nothing else of this program needs the client of the server.
    require('../oracle/batch/redis-worker');
  const ran = await interruptible((signal) => {
    const options = { url: engine, jobs, lostAfter, say };
    return runWorker(options, signal);
  });
  say(`${ran} ${ran === 1 ? 'chunk' : 'chunks'} run`);
  // Where the server is away, its client would wait for it for ever.
  await endNow(ExitCode.clean);
}
