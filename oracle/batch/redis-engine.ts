// SPDX-License-Identifier: GPL-2.0-or-later
import { setTimeout } from 'node:timers/promises';
import { type Job, Queue } from 'bullmq';
import type { Redis } from 'ioredis';
import { unlessInterrupted } from '../child/interrupted';
import { unlessAborted } from '../child/unless-aborted';
import type { Chunk, ChunkResult } from '../chunk/chunk';
import type { Engine, Take } from '../chunk/engine';
import { ArgumentError } from '../scenario/argument-error';
import { type EngineUrl, engineUrl } from './engine-url';
import { readChunkResult } from './read-chunk';
import { connectRedis, queueName, reasonOf } from './redis-connection';

/** Chunks that are in the queue at most: a server has room for them, and workers enough to do. */
const IN_QUEUE = 128;
const POLL_MS = 200;
/** After this time without a question for them, nobody will ask for these results any more. */
const KEPT_S = 7 * 24 * 3600;
/** After this long without any worker, that is reported. */
const ALONE_MS = 5_000;
/** How long the end of a campaign waits for a server that may have stopped. */
const WITHDRAWAL_MS = 2_000;

interface RedisOptions {
  readonly url: string;
  /** The id of the campaign: with the number of a chunk it makes the id of a job. */
  readonly campaign: string;
  /** How long a server may be away or full before the campaign ends; milliseconds. */
  readonly patience: number;
  /** Called with what a person should know. */
  readonly say: (message: string) => void;
}

/**
 * Has workers on other machines run the chunks, by way of a queue of BullMQ. A chunk is in the queue
 * under its id, so that it counts once, whoever ran it how often; its result stays there until it is
 * taken, so that nothing is lost if this process is killed.
 */
export function redisEngine(options: RedisOptions): Engine {
  const url = engineUrl(options.url);
  return {
    async run(chunks, take, signal) {
      const redis = await unlessInterrupted(connectRedis(url, 'fails', signal));
      if (redis === undefined) return;
      const queue = new Queue<Chunk>(queueName(), { connection: redis });
      queue.on('error', () => {
        // The command that failed says so.
      });
      try {
        await new Run(queue, redis, url, options).all(chunks, take, signal);
      } finally {
        await queue.close().catch(() => undefined);
        redis.disconnect();
      }
    },
  };
}

/** One run: a window of chunks that moves over the list. */
class Run {
  private readonly inQueue = new Map<string, Chunk>();
  /** When the server last did what it was asked. */
  private wellAt = Date.now();
  private isAway = false;
  /** When a worker was last seen. */
  private workersAt = Date.now();
  private isAlone = false;

  constructor(
    private readonly queue: Queue<Chunk>,
    private readonly redis: Redis,
    private readonly url: EngineUrl,
    private readonly options: RedisOptions,
  ) {}

  async all(chunks: Iterable<Chunk>, take: Take, signal: AbortSignal): Promise<void> {
    const iterator = chunks[Symbol.iterator]();
    let isMore = true;
    while (!signal.aborted) {
      while (isMore && this.inQueue.size < IN_QUEUE) {
        const next = iterator.next();
        isMore = next.done !== true;
        if (next.done !== true) this.inQueue.set(this.idOf(next.value), next.value);
      }
      if (this.inQueue.size === 0) return;
      const round = this.tried(async () => {
        await this.round(take, signal);
        await this.lookForWorkers();
      });
      await unlessAborted(round, signal);
      if (this.inQueue.size > 0) await setTimeout(POLL_MS, undefined, { signal }).catch(() => {});
    }
    // What no worker has begun is not to be begun; what is in hand is kept for --resume.
    const withdrawn = this.withdraw().catch(() => undefined);
    const late = new AbortController();
    const waited = setTimeout(WITHDRAWAL_MS, undefined, { signal: late.signal }).catch(() => {});
    await Promise.race([withdrawn, waited]);
    late.abort();
  }

  private idOf({ number }: Chunk): string {
    return `${this.options.campaign}-${number}`;
  }

  /** Takes what is there, and puts into the queue what is not, or not any more. */
  private async round(take: Take, signal: AbortSignal): Promise<void> {
    const jobs = await Promise.all([...this.inQueue.keys()].map((id) => this.queue.getJob(id)));
    const missing: Chunk[] = [];
    for (const [index, [id, chunk]] of [...this.inQueue].entries()) {
      const job = jobs[index];
      if (signal.aborted) return;
      if (job?.finishedOn === undefined) {
        if (job === undefined) missing.push(chunk);
        continue;
      }
      const result = await orRemoved(job, () => resultOf(job, chunk));
      if (result !== undefined) {
        take(result);
        this.inQueue.delete(id);
      }
      // If it cannot be removed now, it is gone after a while.
      await job.remove().catch(() => undefined);
    }
    await Promise.all(missing.map((chunk) => this.put(chunk)));
  }

  private async put(chunk: Chunk): Promise<void> {
    await this.queue.add('chunk', chunk, {
      jobId: this.idOf(chunk),
      removeOnComplete: { age: KEPT_S },
      removeOnFail: { age: KEPT_S },
    });
  }

  private async withdraw(): Promise<void> {
    const jobs = await Promise.all([...this.inQueue.keys()].map((id) => this.queue.getJob(id)));
    // A job that a worker has cannot be removed.
    await Promise.all(
      jobs.map((job) =>
        job?.finishedOn === undefined ? job?.remove().catch(() => undefined) : undefined,
      ),
    );
  }

  /** A server that is away or full for a while loses nothing; one that stays so ends the run. */
  private async tried(action: () => Promise<void>): Promise<void> {
    const { say, patience } = this.options;
    const { name } = this.url;
    try {
      await action();
      if (this.isAway) say(`${name}: works again`);
      this.isAway = false;
      this.wellAt = Date.now();
    } catch (error) {
      if (!isOfServer(error, this.redis)) throw error;
      const reason = reasonOf(error, this.url);
      if (!this.isAway) say(`${name}: ${reason}; what is done is kept, trying again`);
      this.isAway = true;
      if (Date.now() - this.wellAt < patience) return;
      throw new ArgumentError(
        `"engine" expected ${name} to work again within ${patience / 1000} s, got ${reason}; ` +
          'what was done is kept in --store, and --resume goes on with it',
      );
    }
  }

  private async lookForWorkers(): Promise<void> {
    if (this.isAlone && (await this.queue.getWorkersCount()) > 0) {
      this.isAlone = false;
      this.workersAt = Date.now();
    }
    if (this.isAlone || Date.now() - this.workersAt < ALONE_MS) return;
    this.workersAt = Date.now();
    if ((await this.queue.getWorkersCount()) > 0) return;
    this.isAlone = true;
    const { name } = this.url;
    this.options.say(
      `${name}: no worker of this build (${queueName()}) is there; hmm-pfn worker --engine ${name} is one`,
    );
  }
}

/** A job that is of no use is not there for the next campaign, which has its chunk run again. */
async function orRemoved<Result>(job: Job<Chunk>, read: () => Result): Promise<Result> {
  try {
    return read();
  } catch (error) {
    await job.remove().catch(() => undefined);
    throw error;
  }
}

/** The result of a job that has ended; undefined for one that has to run again. */
function resultOf(job: Job<Chunk>, chunk: Chunk): ChunkResult | undefined {
  if (typeof job.failedReason === 'string' && job.failedReason !== '') {
    // Workers that had it were lost too often; that is no fault of the chunk.
    if (job.failedReason.includes('stalled')) return undefined;
    throw new Error(`chunk ${chunk.number} failed in a worker: ${job.failedReason}`);
  }
  const place = { file: `the result of chunk ${chunk.number}` };
  const result = readChunkResult(job.returnvalue, place);
  if (result.number === chunk.number) return result;
  throw new Error(`chunk ${chunk.number} has the result of chunk ${result.number}`);
}

/** Whether the server, or the way to it, is to blame, and not this program. */
function isOfServer(error: unknown, redis: Redis): boolean {
  if (!(error instanceof Error)) return false;
  if (redis.status !== 'ready') return true;
  return (
    error.name === 'ReplyError' ||
    error.name === 'MaxRetriesPerRequestError' ||
    /Connection is closed|Stream isn't writeable|Command timed out|ECONN|EPIPE|OOM/.test(
      error.message,
    )
  );
}
