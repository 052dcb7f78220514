// SPDX-License-Identifier: GPL-2.0-or-later
import type { ChildProcess } from 'node:child_process';
import { mkdtempSync } from 'node:fs';
import { join } from 'node:path';
import { type Ended, ended } from '../support/command';
import { RedisServer } from '../support/redis-server';
import {
  chunksIn,
  type Kills,
  startCompiled,
  type Task,
  untilSomeMoment,
  wordsFor,
  wrongEnd,
} from './campaign';

const WORKERS = 4;
/** One kill in this many hits the process that asked; the others hit a worker. */
const ASKING_ONE_IN = 3;

interface Running {
  readonly child: ChildProcess;
  readonly end: Promise<Ended>;
}

/**
 * As `killThreads`, with four workers by way of a real server: each kill hits a worker, in whose place
 * another one is started, or the process that asked, which is resumed.
 */
export async function killWorkers(task: Task): Promise<Kills> {
  const { kills: count, random, place, undisturbed, show } = task;
  const server = await RedisServer.start();
  const start = (words: readonly string[]): Running => {
    const child = startCompiled([...words, '--engine', server.url]);
    return { child, end: ended(child) };
  };
  const startWorker = (): Running => start(['worker', '--jobs', '1', '--lost-after', '2s']);
  const workers = Array.from({ length: WORKERS }, startWorker);
  const wrong: string[] = [];
  let [kills, amidst, reports] = [0, 0, 0];
  try {
    while (kills < count) {
      const folder = mkdtempSync(join(place, 'campaign-'));
      let asking = start(wordsFor(folder));
      while (kills < count) {
        await untilSomeMoment(task, asking.end);
        if (asking.child.exitCode !== null) break;
        if (chunksIn(folder) > 0) amidst++;
        kills++;
        if (random.below(ASKING_ONE_IN) === 0) {
          await kill(asking);
          asking = start(wordsFor(folder));
        } else {
          const hit = random.below(WORKERS);
          const worker = workers[hit];
          if (worker !== undefined) await kill(worker);
          workers[hit] = startWorker();
        }
      }
      const problem = wrongEnd(await asking.end, undisturbed.text);
      reports++;
      if (problem !== undefined) wrong.push(problem);
      show({ kills, amidst, reports, wrong });
    }
  } finally {
    await Promise.all(workers.map(kill));
    await server.kill();
  }
  return { kills, amidst, reports, wrong };
}

async function kill({ child, end }: Running): Promise<void> {
  child.kill('SIGKILL');
  await end;
}
