// SPDX-License-Identifier: GPL-2.0-or-later
import { join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { type ThreadPool, threadPool } from '../package/thread-pool';
import type { Chunk, ChunkResult } from './chunk';
import { judgeOf, type MakeJudge, runChunk } from './run-chunk';

/** Where chunks run. */
export interface Engine {
  /**
   * Runs chunks until there are no more or the signal is aborted; then the chunks in hand end first.
   * It takes a chunk only when there is room for it, so that the list may be endless.
   *
   * @param take is given each result, in the order in which they come.
   */
  run(chunks: Iterable<Chunk>, take: Take, signal: AbortSignal): Promise<void>;
}
export type Take = (result: ChunkResult) => void;

/** Runs chunks in threads; one job is run right here. */
export function localEngine(jobs: number): Engine {
  return jobs === 1 ? hereEngine() : threadsEngine(jobs);
}

/** Runs chunks one after the other in this thread. */
export function hereEngine(makeJudge: MakeJudge = judgeOf): Engine {
  return {
    async run(chunks, take, signal) {
      for (const chunk of chunks) {
        if (signal.aborted) return;
        take(await runChunk(chunk, makeJudge));
        // A signal, the progress line.
        await setImmediate();
      }
    },
  };
}

/** Threads that run chunks. */
type ChunkPool = ThreadPool<Chunk, ChunkResult>;

/** Starts threads that run chunks, so that this one has time for all else. */
export function chunkPool(threads: number): ChunkPool {
  return threadPool(join(__dirname, 'worker'), threads);
}

function threadsEngine(threads: number): Engine {
  return {
    async run(chunks, take, signal) {
      const pool = chunkPool(threads);
      const iterator = chunks[Symbol.iterator]();
      const feed = async (): Promise<void> => {
        while (!signal.aborted) {
          const next = iterator.next();
          if (next.done === true) return;
          take(await pool.run(next.value));
        }
      };
      try {
        // One chunk waits for each thread; more would only be in the way of Ctrl-C.
        await Promise.all(Array.from({ length: 2 * threads }, feed));
      } finally {
        await pool.close();
      }
    },
  };
}
