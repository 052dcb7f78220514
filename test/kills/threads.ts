// SPDX-License-Identifier: GPL-2.0-or-later
import { mkdtempSync } from 'node:fs';
import { join } from 'node:path';
import { ended } from '../support/command';
import {
  chunksIn,
  type Kills,
  startCompiled,
  type Task,
  untilSomeMoment,
  wordsFor,
  wrongEnd,
} from './campaign';

/**
 * Kills a campaign of four threads at random moments and resumes it, until there have been so many
 * kills and the last campaign has ended.
 */
export async function killThreads(task: Task): Promise<Kills> {
  const { kills: count, place, undisturbed, show } = task;
  let [kills, amidst, reports] = [0, 0, 0];
  const wrong: string[] = [];
  while (kills < count) {
    const folder = mkdtempSync(join(place, 'campaign-'));
    for (let isDone = false; !isDone; ) {
      const child = startCompiled([...wordsFor(folder), '--jobs', '4']);
      const end = ended(child);
      if (kills < count) {
        await untilSomeMoment(task, end);
        child.kill('SIGKILL');
      }
      const result = await end;
      if (child.signalCode !== null) {
        kills++;
        if (chunksIn(folder) > 0) amidst++;
        continue;
      }
      isDone = true;
      reports++;
      const problem = wrongEnd(result, undisturbed.text);
      if (problem !== undefined) wrong.push(problem);
    }
    show({ kills, amidst, reports, wrong });
  }
  return { kills, amidst, reports, wrong };
}
