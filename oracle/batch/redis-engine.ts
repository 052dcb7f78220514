// SPDX-License-Identifier: GPL-2.0-or-later
import { setTimeout } from 'node:timers/promises';
import { type Job, Queue } from 'bullmq';
import type { Redis } from 'ioredis';
import { unlessInterrupted } from '../child/interrupted';
import { unlessAborted } from '../child/unless-aborted';
import type { Chunk } from '../chunk/chunk';
import type { Engine, Take } from '../chunk/engine';
import { ArgumentError } from '../scenario/argument-error';
import type { Place } from '../scenario/input-error';
import { type EngineUrl, engineUrl } from './engine-url';
import { notOurs, orRemoved, resultOfJob } from './queue-answer';
import { strangeKey } from './queue-keys';
import { connectRedis, isOfServer, queueName, reasonOf } from './redis-connection';

/** Chunks that are in the queue at most: a server has room for them, and workers enough to do. */
const IN_QUEUE = 128;
const POLL_MS = 200;
/** After this time without a question for them, nobody will ask for these results any more. */
const KEPT_S = 7 * 24 * 3600;
/** How often it is looked for what rounds do not see: that there is no worker, chunks that the server has half lost. */
const LOOK_MS = 2_000;
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
  /** When the server first failed to do what it was asked, if it has not done it since. */
  private awaySince: number | undefined;
  private lookedAt = performance.now();
  private isAlone = false;

  constructor(
    private readonly queue: Queue<Chunk>,
    private readonly redis: Redis,
    private readonly url: EngineUrl,
    private readonly options: RedisOptions,
  ) {}

  async all(chunks: Iterable<Chunk>, take: Take, signal: AbortSignal): Promise<void> {
    try {
      await this.window(chunks[Symbol.iterator](), take, signal);
    } finally {
      // What no worker has begun is not to be begun; what is in hand is kept for --resume.
      if (this.inQueue.size > 0) await this.withdrawn();
    }
  }

  private async window(chunks: Iterator<Chunk>, take: Take, signal: AbortSignal): Promise<void> {
    let isMore = true;
    while (!signal.aborted) {
      while (isMore && this.inQueue.size < IN_QUEUE) {
        const next = chunks.next();
        isMore = next.done !== true;
        if (next.done !== true) this.inQueue.set(this.idOf(next.value), next.value);
      }
      if (this.inQueue.size === 0) return;
      const round = this.tried(async () => {
        await this.round(take, signal);
        await this.look();
      });
      await unlessAborted(round, signal);
      if (this.inQueue.size > 0) await setTimeout(POLL_MS, undefined, { signal }).catch(() => {});
    }
  }

  private idOf({ number }: Chunk): string {
    return `${this.options.campaign}-${number}`;
  }

  /** Takes what is there, and puts into the queue what is not, or not any more. */
  private async round(take: Take, signal: AbortSignal): Promise<void> {
    const jobs = await Promise.all([...this.inQueue.keys()].map((id) => this.jobOf(id)));
    const missing: Chunk[] = [];
    for (const [index, [id, chunk]] of [...this.inQueue].entries()) {
      const job = jobs[index];
      if (signal.aborted) return;
      if (job?.finishedOn === undefined) {
        if (job === undefined) missing.push(chunk);
        continue;
      }
      const result = await orRemoved(job, () => resultOfJob(job, chunk, this.placeOf(id)));
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

  /** A server that has stopped is not waited for. */
  private async withdrawn(): Promise<void> {
    const late = new AbortController();
    const waited = setTimeout(WITHDRAWAL_MS, undefined, { signal: late.signal }).catch(() => {});
    await Promise.race([this.withdraw().catch(() => undefined), waited]);
    late.abort();
  }

  private async withdraw(): Promise<void> {
    const removed = [...this.inQueue.keys()].map(async (id) => {
      const job = await this.queue.getJob(id);
      if (job?.finishedOn === undefined) await job?.remove();
    });
    // A job that a worker has cannot be removed.
    await Promise.allSettled(removed);
  }

  /** @throws ArgumentError for a job that somebody else has written to. */
  private async jobOf(id: string): Promise<Job<Chunk> | undefined> {
    try {
      return await this.queue.getJob(id);
    } catch (error) {
      if (!(error instanceof SyntaxError)) throw error;
      await this.queue.remove(id).catch(() => undefined);
      throw notOurs(this.url, `job ${id}: ${error.message}`);
    }
  }

  private placeOf(id: string): Place {
    return { file: `${this.url.name}: job ${id} of ${queueName()}` };
  }

  /** @throws ArgumentError for a key of the queue that has become something else: no patience mends that. */
  private async refuseStrangeKeys(): Promise<void> {
    const strange = await strangeKey(this.queue, this.redis, [...this.inQueue.keys()]);
    if (strange !== undefined) throw notOurs(this.url, strange);
  }

  /** A server that is away or full for a while loses nothing; one that stays so ends the run. */
  private async tried(action: () => Promise<void>): Promise<void> {
    const { say, patience } = this.options;
    const { name } = this.url;
    try {
      await action();
      if (this.awaySince !== undefined) say(`${name}: works again`);
      this.awaySince = undefined;
    } catch (error) {
      if (!isOfServer(error, this.redis)) throw error;
      if (error instanceof Error && error.message.includes('WRONGTYPE')) {
        await this.refuseStrangeKeys();
      }
      const reason = reasonOf(error, this.url);
      if (this.awaySince === undefined) {
        say(`${name}: ${reason}; what is done is kept, trying again`);
      }
      // Not since it last worked: this process may have been stopped for hours, with its machine.
      this.awaySince ??= performance.now();
      if (performance.now() - this.awaySince < patience) return;
      throw new ArgumentError(
        `"engine" expected ${name} to work again within ${patience / 1000} s, got ${reason}; ` +
          'where there is a --store, what was done is kept in it, and --resume goes on with it',
      );
    }
  }

  private async look(): Promise<void> {
    if (performance.now() - this.lookedAt < LOOK_MS) return;
    // Of some only workers take notice.
    await this.refuseStrangeKeys();
    await this.putBackHalfLost();
    await this.lookForWorkers();
    this.lookedAt = performance.now();
  }

  /** A server that evicts keys may lose the list in which a job was, and keep the job: no worker would ever get it. */
  private async putBackHalfLost(): Promise<void> {
    const states = [...this.inQueue].map(async ([id, chunk]) => {
      if ((await this.queue.getJobState(id)) !== 'unknown') return;
      const job = await this.queue.getJob(id);
      // As long as a worker has it in hand, it cannot be removed.
      await job?.remove().catch(() => undefined);
      await this.put(chunk);
    });
    await Promise.all(states);
  }

  private async lookForWorkers(): Promise<void> {
    const { db, name } = this.url;
    // The server lists those of its other databases, too.
    const isThere = (await this.queue.getWorkers()).some(
      (worker) => worker['db'] === undefined || worker['db'] === String(db),
    );
    if (!isThere && !this.isAlone) {
      this.options.say(
        `${name}: no worker of this build (${queueName()}) is there; hmm-pfn worker --engine ${name} is one`,
      );
    }
    this.isAlone = !isThere;
  }
}
