// SPDX-License-Identifier: GPL-2.0-or-later
import { setTimeout } from 'node:timers/promises';
import { Worker } from 'bullmq';
import type { Redis } from 'ioredis';
import { unlessInterrupted } from '../child/interrupted';
import type { ChunkResult } from '../chunk/chunk';
import { chunkPool } from '../chunk/engine';
import { engineUrl } from './engine-url';
import { readChunk } from './read-chunk';
import { connectRedis, queueName, reasonOf } from './redis-connection';

/** A chunk may lose any number of workers. */
const LOSSES = 1_000_000;
/** How long the end of a worker waits for a server that does not answer, once it has nothing in hand any more. */
const LEAVE_MS = 5_000;
const LOOK_MS = 100;

interface WorkerOptions {
  readonly url: string;
  readonly jobs: number;
  /** How long a worker may be silent before its chunk is given to another one; milliseconds. */
  readonly lostAfter: number;
  /** Called with what a person should know. */
  readonly say: (message: string) => void;
}

/**
 * Runs chunks of whichever campaigns have some in the queue of this build, until the signal is
 * aborted; then the chunks in hand end first. A server that goes away is waited for.
 *
 * @returns how many chunks it has run.
 */
export async function runWorker(
  { url: text, jobs, lostAfter, say }: WorkerOptions,
  signal: AbortSignal,
): Promise<number> {
  const url = engineUrl(text);
  const connection = await unlessInterrupted(connectRedis(url, 'waits', signal));
  if (connection === undefined) return 0;
  const pool = chunkPool(jobs);
  let ran = 0;
  let inHand = 0;
  let last = '';
  const worker = new Worker<unknown, ChunkResult>(
    queueName(),
    async ({ data }) => {
      inHand++;
      try {
        const result = await pool.run(readChunk(data, { file: 'a chunk of the queue' }));
        ran++;
        return result;
      } finally {
        inHand--;
      }
    },
    {
      ...{ connection, concurrency: jobs, lockDuration: lostAfter, stalledInterval: lostAfter },
      maxStalledCount: LOSSES,
    },
  );
  const complain = (reason: string): void => {
    if (reason !== last) say(`${url.name}: ${reason}`);
    last = reason;
  };
  worker.on('error', (error) => complain(`${reasonOf(error, url)}; trying again`));
  // Who asked for it is told, too, if anybody did.
  worker.on('failed', (_, error) => complain(`a chunk failed: ${reasonOf(error, url)}`));
  worker.on('completed', () => {
    last = '';
  });
  say(`${url.name}: waiting for chunks of ${queueName()}, ${jobs} at a time`);
  await new Promise<void>((done) => {
    if (signal.aborted) done();
    else signal.addEventListener('abort', () => done(), { once: true });
  });
  await closedOrLeft(worker, connection, () => inHand > 0);
  await pool.close();
  connection.disconnect();
  return ran;
}

/** Ends a worker: what it has in hand ends first, and is handed over, unless the server does not answer any more. */
async function closedOrLeft(
  worker: Worker<unknown, ChunkResult>,
  connection: Redis,
  isBusy: () => boolean,
): Promise<void> {
  const over = new AbortController();
  const leave = async (): Promise<void> => {
    for (let idle = 0; idle < LEAVE_MS && !over.signal.aborted; ) {
      await setTimeout(LOOK_MS);
      idle = isBusy() ? 0 : idle + LOOK_MS;
    }
    connection.disconnect();
  };
  // A connection that is being made again never says that it has ended: the worker may wait for that for ever.
  await Promise.race([worker.close(), leave()]);
  over.abort();
}
