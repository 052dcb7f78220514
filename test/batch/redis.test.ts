// SPDX-License-Identifier: GPL-2.0-or-later
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout } from 'node:timers/promises';
import { Queue } from 'bullmq';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { engineUrl, withoutPassword } from '../../oracle/batch/engine-url';
import { queueName, reasonOf } from '../../oracle/batch/redis-connection';
import { redisEngine } from '../../oracle/batch/redis-engine';
import { memoryKeeper, runChunkedCampaign } from '../../oracle/batch/run-campaign';
import { campaignId, campaignSpec } from '../../oracle/batch/spec';
import { ended, hmmPfn, startWith } from '../support/command';
import { RedisServer, WITHOUT_REDIS } from '../support/redis-server';
import { PLAN, reportText, undisturbed, WORDS } from './in-process';

const PASSWORD = 'a+pass/word';

describe('the URL of an engine', () => {
  it('has all that is needed to connect, and a name without the password', () => {
    expect(engineUrl('rediss://me:a%2Fb@host.example:1234/3', {})).toEqual({
      ...{ host: 'host.example', port: 1234, db: 3, tls: true, username: 'me', password: 'a/b' },
      name: 'rediss://host.example:1234/3',
    });
    const given = engineUrl('redis://[::1]', { HMM_PFN_ENGINE_PASSWORD: 'secret' });
    expect(given).toMatchObject({ host: '::1', port: 6379, tls: false, password: 'secret' });
    expect(withoutPassword('WRONGPASS secret', given)).toBe('WRONGPASS …');
  });

  it('is refused if an escape in it is none, or its port', () => {
    expect(() => engineUrl('redis://me:%zz@host', {})).toThrow(/^"engine" expected a user and a p/);
    expect(() => engineUrl('redis://host:99999', {})).toThrow(/, got something else$/);
  });

  it('is refused without being repeated if it is none', () => {
    const refused = (text: string) => () => engineUrl(text, {});
    expect(refused('amqp://me:secret@host')).toThrow(
      '"engine" expected a URL redis://HOST or rediss://HOST, got one that begins with amqp:',
    );
    for (const text of [
      'redis://me:secret@host/x',
      'redis://me:secret@host?a=b',
      'redis://:secret@',
    ]) {
      expect(refused(text)).toThrow(/^"engine" expected [^s]*(?:a host|a URL)/);
      expect(refused(text)).not.toThrow('secret');
    }
  });
});

describe('what went wrong with a server', () => {
  it.each([
    [
      "OOM command not allowed when used memory > 'maxmemory'. script: 5ab432, on @user_script:589.",
      "a server without memory for more (maxmemory): OOM command not allowed when used memory > 'maxmemory'",
    ],
    ["Stream isn't writeable and enableOfflineQueue options is false", 'no connection'],
    ['Connection is closed.', 'no connection'],
    ['', 'no connection'],
    [
      'Missing lock for job 5733-5. moveToFinished',
      'a server that no longer has the chunk which was run: it is run again',
    ],
    ['connect ECONNREFUSED 127.0.0.1:1', 'connect ECONNREFUSED 127.0.0.1:1'],
    ['WRONGPASS secret', 'WRONGPASS …'],
  ])('%j is said as %j', (message, said) => {
    const url = engineUrl('redis://:secret@host', {});
    expect(reasonOf(new Error(message), url)).toBe(said);
  });
});

describe.skipIf(WITHOUT_REDIS !== undefined)(`Redis (${WITHOUT_REDIS ?? 'a real server'})`, () => {
  let server: RedisServer;
  const children: ChildProcess[] = [];
  const variables = { HMM_PFN_ENGINE_PASSWORD: PASSWORD };

  beforeAll(async () => {
    server = await RedisServer.start('--requirepass', PASSWORD);
  });
  afterAll(() => server.kill());
  afterEach(async () => {
    for (const child of children.splice(0)) {
      child.kill('SIGKILL');
      if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
    }
  });

  function worker(): { readonly child: ChildProcess; said(): string } {
    const words = ['worker', '--engine', server.url, '--jobs', '1', '--lost-after', '2s'];
    const child = startWith(variables, ...words);
    children.push(child);
    let text = '';
    child.stderr?.on('data', (more) => {
      text += more;
    });
    return { child, said: () => text };
  }

  function campaign(...words: readonly string[]): ChildProcess {
    const child = startWith(variables, ...WORDS, '--engine', server.url, '--json', ...words);
    children.push(child);
    return child;
  }

  async function until(condition: () => boolean | Promise<boolean>): Promise<void> {
    while (!(await condition())) await setTimeout(50);
  }

  /** How many chunks workers have in hand. */
  async function inHand(): Promise<number> {
    const connection = { port: server.port, password: PASSWORD };
    const queue = new Queue(queueName(), { connection });
    queue.on('error', () => {});
    const count = await queue.getActiveCount();
    await queue.close();
    return count;
  }

  it('brings chunks to workers, of which some are killed, and to the same report', {
    timeout: 300_000,
  }, async () => {
    const lost = worker();
    const asking = campaign();
    const result = ended(asking);
    await until(async () => (await inHand()) > 0);
    lost.child.kill('SIGKILL');
    const other = worker();
    const { stdout, stderr, code } = await result;
    expect(stdout).toBe(await reportText(await undisturbed()));
    expect(code).toBe(0);
    other.child.kill('SIGTERM');
    await once(other.child, 'exit');
    expect(other.said()).toMatch(/\d+ chunks? run\n$/);
    expect(other.child.exitCode).toBe(0);
    for (const text of [stdout, stderr, lost.said(), other.said()])
      expect(text).not.toContain(PASSWORD);
  });

  it('takes results of a master that was killed, and loses nothing when it is restarted', {
    timeout: 300_000,
  }, async () => {
    const running = worker();
    const first = campaign();
    await until(async () => (await inHand()) > 0);
    first.kill('SIGKILL');
    const result = ended(campaign());
    await until(async () => (await inHand()) > 0);
    await server.kill();
    await server.begin();
    const { stdout, stderr, code } = await result;
    expect(stdout).toBe(await reportText(await undisturbed()));
    expect(code).toBe(0);
    expect(running.child.exitCode).toBe(null);
    expect(`${stderr}${running.said()}`).not.toContain(PASSWORD);
  });

  it('that is not there, or does not let in, is said in one line', {
    timeout: 300_000,
  }, async () => {
    const denied = await hmmPfn([...WORDS, '--engine', `redis://:wrong@127.0.0.1:${server.port}`]);
    expect(denied.stderr).toMatch(
      /^hmm-pfn: "engine" expected a Redis server at redis:\/\/127\.0\.0\.1:\d+, got WRONGPASS .*\n$/,
    );
    expect(denied.stderr).not.toContain(':wrong');
    expect(denied.code).toBe(2);
    const engine = redisEngine({ ...quick('redis://127.0.0.1:1'), say: () => {} });
    await expect(engine.run([], () => {}, new AbortController().signal)).rejects.toThrow(
      '"engine" expected a Redis server at redis://127.0.0.1:1, got connect ECONNREFUSED 127.0.0.1:1',
    );
  });

  it('that does not have the database is refused', { timeout: 300_000 }, async () => {
    const { code, stderr } = await hmmPfn(
      ['worker', '--engine', `${server.url}/99`],
      '',
      variables,
    );
    expect(stderr).toMatch(
      /"engine" expected a Redis server at .*\/99, got ERR DB index is out of/,
    );
    expect(code).toBe(2);
  });

  it.each([
    ['that answers no more', (one: RedisServer) => one.pause(true)],
    ['that is away', (one: RedisServer) => one.kill()],
  ])('%s keeps no worker from its end', { timeout: 300_000 }, async (_, stop) => {
    const own = await RedisServer.start();
    const child = startWith({}, 'worker', '--jobs', '1', '--engine', own.url);
    children.push(child);
    await once(child.stderr ?? child, 'data');
    await stop(own);
    child.kill('SIGTERM');
    const { code, stderr } = await ended(child);
    own.pause(false);
    await own.kill();
    expect([code, stderr.split('\n').at(-2)]).toEqual([0, 'hmm-pfn: 0 chunks run']);
  });

  it('that answers no more does not hold up the end of a campaign', {
    timeout: 300_000,
  }, async () => {
    const own = await RedisServer.start();
    const child = startWith({}, ...WORDS, '--engine', own.url);
    children.push(child);
    const result = ended(child);
    // After some time it says that it is alone: then it has asked.
    await once(child.stderr ?? child, 'data');
    own.pause(true);
    child.kill('SIGTERM');
    const { code, stdout } = await result;
    own.pause(false);
    await own.kill();
    expect(stdout).toContain('Interrupted; these are the results until then.');
    expect(code).toBe(130);
  });

  it('has what is no chunk failed, which the worker says', { timeout: 300_000 }, async () => {
    const running = worker();
    const queue = new Queue(queueName(), { connection: { port: server.port, password: PASSWORD } });
    await queue.add('chunk', { nonsense: 1 }, { jobId: 'nonsense-1' });
    await until(() => running.said().includes('failed'));
    await queue.close();
    expect(running.said()).toContain(
      'a chunk failed: a chunk of the queue: expected a chunk, got an object {nonsense}',
    );
  });

  it('that is full ends a campaign after a while, and what was done is kept', {
    timeout: 300_000,
  }, async () => {
    const full = await RedisServer.start('--maxmemory', '1mb', '--maxmemory-policy', 'noeviction');
    const said: string[] = [];
    const say = (message: string): void => {
      said.push(message);
    };
    const spec = campaignSpec(PLAN, null);
    const options = { shard: null, limits: { time: null, untilNew: null } };
    const never = new AbortController().signal;
    const engine = redisEngine({ ...quick(full.url), campaign: campaignId(spec), say });
    await expect(
      runChunkedCampaign(spec, memoryKeeper(), engine, options, () => {}, never),
    ).rejects.toThrow(
      /to work again within 0\.3 s, got a server without memory for more \(maxmemory\): OOM /,
    );
    expect(said).toEqual([
      expect.stringMatching(
        /^redis:\/\/127\.0\.0\.1:\d+: a server without memory .*; what is done is kept, trying again$/,
      ),
    ]);
    await full.kill();
  });
});

function quick(url: string) {
  return { url, campaign: 'none', patience: 300 };
}
