// SPDX-License-Identifier: GPL-2.0-or-later
import { Redis } from 'ioredis';
import { buildName } from '../package/build';
import { ArgumentError } from '../scenario/argument-error';
import { type EngineUrl, withoutPassword } from './engine-url';

const CONNECT_MS = 5_000;
const RETRY_MS = 500;

/** The queue of a build: workers of another one never see its chunks. */
export function queueName(): string {
  return `hmm-pfn-${buildName()}`;
}

/** For a master, commands fail while the server is away; for a worker they wait until it is back. */
type Patience = 'fails' | 'waits';

/**
 * Connects to a Redis server.
 * @throws ArgumentError that says why it cannot be reached.
 */
export async function connectRedis(url: EngineUrl, patience: Patience): Promise<Redis> {
  let isConnected = false;
  const redis = new Redis({
    ...{ host: url.host, port: url.port, db: url.db, lazyConnect: true },
    ...(url.username === undefined ? {} : { username: url.username }),
    ...(url.password === undefined ? {} : { password: url.password }),
    ...(url.tls ? { tls: {} } : {}),
    connectTimeout: CONNECT_MS,
    enableAutoPipelining: true,
    maxRetriesPerRequest: patience === 'waits' ? null : 0,
    enableOfflineQueue: patience === 'waits',
    // Nobody waits for a server that was never there.
    retryStrategy: () => (isConnected ? RETRY_MS : null),
  });
  let last: unknown;
  redis.on('error', (error: unknown) => {
    last = error;
  });
  try {
    await redis.connect();
    await redis.ping();
  } catch (error) {
    redis.disconnect();
    throw new ArgumentError(
      `"engine" expected a Redis server at ${url.name}, got ${reasonOf(last ?? error, url)}`,
    );
  }
  isConnected = true;
  return redis;
}

/** What went wrong, in one line without a password, and without what only the client's authors can use. */
export function reasonOf(error: unknown, url: EngineUrl): string {
  const message = error instanceof Error ? error.message : String(error);
  return withoutPassword(plainReason(message), url);
}

function plainReason(message: string): string {
  if (message.startsWith('OOM ')) {
    const [whatServerSays] = message.split('. script: ');
    return `a server without memory for more (maxmemory): ${whatServerSays}`;
  }
  const isUnconnected =
    message === '' || /^(?:Stream isn't writeable|Connection is closed)/.test(message);
  if (isUnconnected) return 'no connection';
  // It was restarted, or has given the chunk to another worker.
  if (message.startsWith('Missing lock for job')) {
    return 'a server that no longer has the chunk which was run: it is run again';
  }
  return message;
}
