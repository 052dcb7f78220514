// SPDX-License-Identifier: GPL-2.0-or-later
import type { Queue } from 'bullmq';
import type { Redis } from 'ioredis';

/** The keys of a queue, and what each is for the server, if it is there. */
const KEY_TYPES: Readonly<Record<string, string>> = {
  meta: 'hash',
  id: 'string',
  wait: 'list',
  paused: 'list',
  active: 'list',
  completed: 'zset',
  failed: 'zset',
  delayed: 'zset',
  prioritized: 'zset',
  stalled: 'set',
  events: 'stream',
};

/**
 * Looks for a key of a queue, or of some of its jobs, that is something else for the server than it should be.
 * @param jobs the ids of jobs that may be there.
 * @returns what is to be said of the first one; undefined if there is none.
 */
export async function strangeKey(
  queue: Queue,
  redis: Redis,
  jobs: readonly string[],
): Promise<string | undefined> {
  const expected = [...Object.entries(KEY_TYPES), ...jobs.map((id) => [id, 'hash'] as const)];
  const said = expected.map(async ([name, type]) => {
    const key = queue.toKey(name);
    const got = await redis.type(key);
    return got === type || got === 'none' ? undefined : `key ${key}: a ${got}, not a ${type}`;
  });
  return (await Promise.all(said)).find((one) => one !== undefined);
}
