// SPDX-License-Identifier: GPL-2.0-or-later
import type { Job } from 'bullmq';
import type { Chunk, ChunkResult } from '../chunk/chunk';
import { ArgumentError } from '../scenario/argument-error';
import type { Place } from '../scenario/input-error';
import type { EngineUrl } from './engine-url';
import { readResultOf, refuseOtherChunk } from './read-chunk';

/*
 * What a job of the queue says of its chunk. Whoever can write to the server can change that; what cannot be the
 * chunk's is refused, as damaged input, and never added up.
 */

/** What to throw where somebody else has written to the queue. */
export function notOurs({ name }: EngineUrl, got: string): ArgumentError {
  return new ArgumentError(
    `"engine" expected a queue at ${name} to which only hmm-pfn writes, got ${got}`,
  );
}

/** A job that is of no use is not there for the next campaign, which has its chunk run again. */
export async function orRemoved<Result>(job: Job<Chunk>, read: () => Result): Promise<Result> {
  try {
    return read();
  } catch (error) {
    await job.remove().catch(() => undefined);
    throw error;
  }
}

/**
 * The result of a job that has ended; undefined for one that has to run again.
 * @throws InputError if the job is no longer that of the chunk, or its result cannot be the chunk's.
 */
export function resultOfJob(job: Job<Chunk>, chunk: Chunk, place: Place): ChunkResult | undefined {
  // Before the result: of other scenarios it may look like one.
  refuseOtherChunk(chunk, job.data, place);
  if (typeof job.failedReason === 'string' && job.failedReason !== '') {
    // Workers that had it were lost too often; that is no fault of the chunk.
    if (job.failedReason.includes('stalled')) return undefined;
    throw new Error(`chunk ${chunk.number} failed in a worker: ${job.failedReason}`);
  }
  return readResultOf(chunk, job.returnvalue, place);
}
