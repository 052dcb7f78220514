// SPDX-License-Identifier: GPL-2.0-or-later
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { afterAll, expect, it } from 'vitest';
import { HeldJudge } from '../../oracle/external/held-judge';
import { generateScenario } from '../../oracle/generate/generate';
import { Random } from '../../oracle/generate/random';
import { treeExternal } from '../../tree/audit/tree-external';
import { closeTrees, describeWithCompiler, OWN_TREE, opens } from './support';

afterAll(closeTrees);

/** A process of this machine: its number, its parent's, and what it is called. */
interface Running {
  readonly pid: number;
  readonly parent: number;
  readonly name: string;
}

function running(): readonly Running[] {
  return readdirSync('/proc').flatMap((pid) => {
    if (!/^\d+$/.test(pid)) return [];
    try {
      const text = readFileSync(`/proc/${pid}/stat`, 'utf8');
      const [, name = '', parent = '0'] = /\((.*)\) \S (\d+)/.exec(text) ?? [];
      return [{ pid: Number(pid), parent: Number(parent), name }];
    } catch {
      // It has ended in the meantime.
      return [];
    }
  });
}

/** The processes that run a tree's code for this one: those below it that have started no other one. */
function workers(): readonly number[] {
  const all = running();
  const below = new Set([process.pid]);
  for (let size = 0; size < below.size; ) {
    size = below.size;
    for (const { pid, parent } of all) if (below.has(parent)) below.add(pid);
  }
  const parents = new Set(all.map(({ parent }) => parent));
  return all
    .filter(({ pid, name }) => name === 'supervisor' && below.has(pid) && !parents.has(pid))
    .map(({ pid }) => pid);
}

describeWithCompiler('a process of a tree that something outside kills', () => {
  const scenarios = Array.from({ length: 40 }, (_, index) => {
    const random = new Random(3, index);
    random.restart(3, index);
    return generateScenario(random, 'small');
  });

  if (!existsSync('/proc/self/stat')) {
    it.skip('skipped: there is no /proc to find it in', () => {});
    return;
  }

  it('is followed by another one, and nothing is said of the tree', async () => {
    const external = treeExternal(await opens('killed', OWN_TREE));
    const judge = new HeldJudge(external);
    const kinds = async (): Promise<readonly string[]> => {
      const answers = await external.answers(scenarios);
      return scenarios.map((scenario, index) => {
        const answer = answers[index];
        return answer === undefined ? 'missing' : judge.hold(scenario, answer).kind;
      });
    };
    const undisturbed = await kinds();
    expect(new Set(undisturbed)).toEqual(new Set(['equal']));
    for (let time = 0; time < 5; time++) {
      const found = workers();
      expect(found.length).toBeGreaterThan(0);
      for (const pid of found) process.kill(pid, 'SIGKILL');
      expect(await kinds()).toEqual(undisturbed);
    }
    external.close();
  });
});
