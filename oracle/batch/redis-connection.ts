// SPDX-License-Identifier: GPL-2.0-or-later
import { setTimeout } from 'node:timers/promises';
import { Redis } from 'ioredis';
import { Interrupted } from '../child/interrupted';
import { buildName } from '../package/build';
import { ArgumentError } from '../scenario/argument-error';
import { type EngineUrl, withoutPassword } from './engine-url';

const CONNECT_MS = 5_000;
const RETRY_MS = 500;
/** A server that is there answers in milliseconds; one that was stopped, or is none, may never do. */
const ANSWER_MS = 10_000;

/** The queue of a build: workers of another one never see its chunks. */
export function queueName(): string {
  return `hmm-pfn-${buildName()}`;
}

/** For a master, commands fail while the server is away; for a worker they wait until it is back. */
type Patience = 'fails' | 'waits';

/**
 * Connects to a Redis server.
 * @throws ArgumentError that says why it cannot be reached, or used.
 * @throws Interrupted if the signal comes first.
 */
export async function connectRedis(
  url: EngineUrl,
  patience: Patience,
  signal: AbortSignal,
): Promise<Redis> {
  let isConnected = false;
  const redis = new Redis({
    ...{ host: url.host, port: url.port, db: url.db, lazyConnect: true },
    ...(url.username === undefined ? {} : { username: url.username }),
    ...(url.password === undefined ? {} : { password: url.password }),
    ...(url.tls ? { tls: {} } : {}),
    connectTimeout: CONNECT_MS,
    enableAutoPipelining: true,
    // A worker waits in a command for what comes next.
    ...(patience === 'waits' ? {} : { commandTimeout: ANSWER_MS }),
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
    await answeredBy(begun(redis, url), signal);
  } catch (error) {
    redis.disconnect();
    if (error instanceof Interrupted) throw error;
    throw new ArgumentError(
      `"engine" expected a Redis server at ${url.name}, got ${reasonOf(last ?? error, url)}`,
    );
  }
  isConnected = true;
  return redis;
}

/** Of a database that the server does not have, the client says nothing by itself. */
async function begun(redis: Redis, { db }: EngineUrl): Promise<void> {
  await redis.connect();
  await redis.select(db);
  await redis.ping();
}

/** @throws Interrupted, and Error if there is no answer in time. */
async function answeredBy(answer: Promise<void>, signal: AbortSignal): Promise<void> {
  const waiting = new AbortController();
  const either = AbortSignal.any([signal, waiting.signal]);
  const late = async (): Promise<never> => {
    await setTimeout(ANSWER_MS, undefined, { signal: either }).catch(() => {
      throw new Interrupted();
    });
    throw new Error(`no answer within ${ANSWER_MS / 1000} s`);
  };
  // It fails once the connection is closed, when nobody waits for it any more.
  answer.catch(() => {});
  await Promise.race([answer, late()]).finally(() => waiting.abort());
}

/** What went wrong, in one line without a password, and without what only the client's authors can use. */
export function reasonOf(error: unknown, url: EngineUrl): string {
  const message = error instanceof Error ? error.message : String(error);
  return withoutPassword(plainReason(message), url);
}

function plainReason(message: string): string {
  if (message.startsWith('OOM ')) {
    return `a server without memory for more (maxmemory): ${withoutScript(message)}`;
  }
  const isUnconnected =
    message === '' || /^(?:Stream isn't writeable|Connection is closed)/.test(message);
  if (isUnconnected) return 'no connection';
  if (message === 'Command timed out') return `no answer within ${ANSWER_MS / 1000} s`;
  // It was restarted, or has given the chunk to another worker.
  if (/^Missing (?:lock|key) for job|^Job \S+ is not in the active state/.test(message)) {
    return 'a server that no longer has the chunk which was run: it is run again';
  }
  return withoutScript(message);
}

/** Which script of the client it was, and where in it, helps nobody who runs a campaign. */
function withoutScript(message: string): string {
  return message.replace(/\.? script: [\da-f]+, on @user_script:\d+\.?$/, '');
}

/** Whether the server, or the way to it, is to blame, and not this program. */
export function isOfServer(error: unknown, redis: Redis): boolean {
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
