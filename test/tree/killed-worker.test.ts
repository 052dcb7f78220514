// SPDX-License-Identifier: GPL-2.0-or-later
import { existsSync } from 'node:fs';
import { afterAll, expect, it } from 'vitest';
import { HeldJudge } from '../../oracle/external/held-judge';
import { generateScenario } from '../../oracle/generate/generate';
import { Random } from '../../oracle/generate/random';
import { treeExternal } from '../../tree/audit/tree-external';
import { treeWorkersOf } from '../support/tree-workers';
import { closeTrees, describeWithCompiler, OWN_TREE, opens } from './support';

afterAll(closeTrees);

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
      const found = treeWorkersOf(process.pid);
      expect(found.length).toBeGreaterThan(0);
      for (const pid of found) process.kill(pid, 'SIGKILL');
      expect(await kinds()).toEqual(undisturbed);
    }
    external.close();
  });
});
