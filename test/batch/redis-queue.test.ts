// SPDX-License-Identifier: GPL-2.0-or-later
import { setTimeout } from 'node:timers/promises';
import { Queue, Worker } from 'bullmq';
import { Redis } from 'ioredis';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { queueName } from '../../oracle/batch/redis-connection';
import { redisEngine } from '../../oracle/batch/redis-engine';
import type { Chunk } from '../../oracle/chunk/chunk';
import { NO_SCENARIOS } from '../../oracle/chunk/counted';
import { PlannedChunks } from '../../oracle/chunk/plan';
import { InputError } from '../../oracle/scenario/input-error';
import { RedisServer, WITHOUT_REDIS } from '../support/redis-server';
import { PLAN } from './in-process';

const CHUNKS = [...new PlannedChunks(PLAN).chosen(() => true)];

describe.skipIf(WITHOUT_REDIS !== undefined)(
  `the queue of a campaign (${WITHOUT_REDIS ?? 'a real server'})`,
  () => {
    let server: RedisServer;
    let redis: Redis;
    let queue: Queue<Chunk>;

    beforeAll(async () => {
      server = await RedisServer.start();
      redis = new Redis({ port: server.port });
      queue = new Queue<Chunk>(queueName(), { connection: redis });
    });
    afterAll(async () => {
      await queue.close();
      redis.disconnect();
      await server.kill();
    });

    async function until(condition: () => Promise<boolean>): Promise<void> {
      while (!(await condition())) await setTimeout(20);
    }

    /** Runs chunks until it fails or `ending` is aborted; what it says is said to the list. */
    function run(said: string[], ending: AbortController): Promise<void> {
      const say = (message: string): void => {
        said.push(message);
      };
      const engine = redisEngine({ url: server.url, campaign: 'one', patience: 300, say });
      return engine.run(CHUNKS, () => {}, ending.signal);
    }

    it('is filled again where the server evicts it, and a worker of another database is none', {
      timeout: 60_000,
    }, async () => {
      const connection = { port: server.port, db: 1 };
      const elsewhere = new Worker(queueName(), async () => {}, { connection });
      await elsewhere.waitUntilReady();
      const [said, ending] = [[] as string[], new AbortController()];
      const ran = run(said, ending);
      await until(async () => (await queue.getWaitingCount()) === CHUNKS.length);
      await redis.del(queue.toKey('wait'));
      await until(async () => (await queue.getWaitingCount()) === CHUNKS.length);
      await until(async () => said.length > 0);
      ending.abort();
      await ran;
      await elsewhere.close();
      expect(said).toEqual([expect.stringContaining(`${server.port}: no worker of this build (`)]);
      expect(await queue.getJobCounts('wait', 'active')).toEqual({ wait: 0, active: 0 });
    });

    it('is refused where somebody else has written to it, and left without chunks', {
      timeout: 60_000,
    }, async () => {
      const ran = run([], new AbortController());
      const refused = expect(ran).rejects.toThrow(
        /^"engine" expected a queue at redis:\S+ to which only hmm-pfn writes, got job one-1: Unexpected/,
      );
      await until(async () => (await queue.getWaitingCount()) === CHUNKS.length);
      await redis.hset(queue.toKey('one-1'), 'data', 'no JSON');
      await refused;
      expect(await queue.getJobCounts('wait', 'active')).toEqual({ wait: 0, active: 0 });
    });

    const ended = async (part: object): Promise<unknown> =>
      redis.hset(queue.toKey('one-1'), { finishedOn: 1, returnvalue: JSON.stringify(part) });
    const put = (chunk: object) => async (): Promise<unknown> => {
      await ended({ number: 1 });
      return redis.hset(queue.toKey('one-1'), 'data', JSON.stringify(chunk));
    };
    const [, second] = CHUNKS;
    const part = { ...second?.part, first: 0, stop: 5 };

    it.each([
      ['no chunk', put({ a: 1 }), /expected a chunk, got an object {a}$/],
      ['another chunk', put({ ...second, part }), /part\.first: expected 20000, got 0$/],
      [
        'a result that is none',
        () => ended({ number: 1 }),
        /expected the result of a chunk, got an object {number}$/,
      ],
      [
        'the result of another chunk',
        () => ended({ number: 2, column: 'random', counted: NO_SCENARIOS }),
        /number: expected 1, got 2$/,
      ],
      [
        'a result of a scope',
        () => ended({ number: 1, column: 'scope', counted: NO_SCENARIOS }),
        /column: expected "random", got "scope"$/,
      ],
      [
        'a result of fewer scenarios',
        () => ended({ number: 1, column: 'random', counted: { ...NO_SCENARIOS, scenarios: 5 } }),
        /counted\.scenarios: expected 20000, got 5$/,
      ],
    ])(
      'is refused, with the job, where somebody has put %s there',
      {
        timeout: 60_000,
      },
      async (_, change, message) => {
        const ran = run([], new AbortController());
        const refused = expect(ran).rejects.toThrow(message);
        const named = expect(ran).rejects.toThrow(/^redis:\S+: job one-1 of hmm-pfn-\S+: /);
        const isInput = expect(ran).rejects.toBeInstanceOf(InputError);
        await until(async () => (await queue.getWaitingCount()) === CHUNKS.length);
        await change();
        await Promise.all([refused, named, isInput]);
        expect(await queue.getJobCounts('wait', 'active')).toEqual({ wait: 0, active: 0 });
      },
    );

    it.each([
      ['a job', 'one-1', 'hash'],
      ['what only workers look at', 'meta', 'hash'],
    ])(
      'is refused, with the key, where another type is %s',
      {
        timeout: 60_000,
      },
      async (_, name, type) => {
        const key = queue.toKey(name);
        const ran = run([], new AbortController());
        const refused = expect(ran).rejects.toThrow(
          `to which only hmm-pfn writes, got key ${key}: a string, not a ${type}`,
        );
        await until(async () => (await queue.getWaitingCount()) === CHUNKS.length);
        await redis.set(key, 'hello');
        await refused;
        await redis.flushall();
      },
    );

    it('has no more of a campaign that ended with an error', { timeout: 60_000 }, async () => {
      const release = new AbortController();
      const isFirst = ({ number }: Chunk): boolean => number === 0;
      const worker = new Worker<Chunk>(
        queueName(),
        async ({ data }) => {
          if (isFirst(data)) return { no: 'result' };
          return setTimeout(60_000, undefined, { signal: release.signal }).catch(() => {});
        },
        { connection: { port: server.port } },
      );
      await expect(run([], new AbortController())).rejects.toThrow(
        /: job one-0 of \S+: expected the result of a chunk, got an object {no}$/,
      );
      expect(await queue.getJobCounts('wait', 'active')).toEqual({ wait: 0, active: 1 });
      release.abort();
      await worker.close();
    });
  },
);
