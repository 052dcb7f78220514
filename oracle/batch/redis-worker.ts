// SPDX-License-Identifier: GPL-2.0-or-later
import { Worker } from 'bullmq';
import type { ChunkResult } from '../chunk/chunk';
import { chunkPool } from '../chunk/engine';
import { engineUrl } from './engine-url';
import { readChunk } from './read-chunk';
import { connectRedis, queueName, reasonOf } from './redis-connection';

/** A chunk may lose any number of workers. */
const LOSSES = 1_000_000;

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
  const connection = await connectRedis(url, 'waits');
  const pool = chunkPool(jobs);
  let ran = 0;
  let last = '';
  const worker = new Worker<unknown, ChunkResult>(
    queueName(),
    async ({ data }) => {
      const result = await pool.run(readChunk(data, { file: 'a chunk of the queue' }));
      ran++;
      return result;
    },
    {
      ...{ connection, concurrency: jobs, lockDuration: lostAfter, stalledInterval: lostAfter },
      maxStalledCount: LOSSES,
    },
  );
  worker.on('error', (error) => {
    const reason = reasonOf(error, url);
    if (reason !== last) say(`${url.name}: ${reason}; trying again`);
    last = reason;
  });
  worker.on('completed', () => {
    last = '';
  });
  say(`${url.name}: waiting for chunks of ${queueName()}, ${jobs} at a time`);
  await new Promise<void>((done) => {
    if (signal.aborted) done();
    else signal.addEventListener('abort', () => done(), { once: true });
  });
  await worker.close();
  await pool.close();
  connection.disconnect();
  return ran;
}
