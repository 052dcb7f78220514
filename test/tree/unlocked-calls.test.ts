// SPDX-License-Identifier: GPL-2.0-or-later
import { afterAll, expect, it } from 'vitest';
import { HeldJudge } from '../../oracle/external/held-judge';
import { generateScenario } from '../../oracle/generate/generate';
import { Random } from '../../oracle/generate/random';
import type { Scenario } from '../../oracle/scenario/scenario';
import { treeExternal } from '../../tree/audit/tree-external';
import type { RunnableTree } from '../../tree/side/open-tree';
import { closeTrees, describeWithCompiler, installedTrees, OWN_TREE, opens } from './support';

afterAll(closeTrees);

/** Random scenarios of both calls, in turns. */
const SCENARIOS: readonly Scenario[] = Array.from({ length: 200 }, (_, index) => {
  const random = new Random(5, index);
  random.restart(5, index);
  return generateScenario(random, index % 2 === 0 ? 'unlocked' : 'recent');
});

/** What the answers to the scenarios of each call come to, each once. */
async function heldOn(tree: RunnableTree): Promise<Record<string, readonly string[]>> {
  const external = treeExternal(tree);
  const answers = await external.answers(SCENARIOS);
  external.close();
  const judge = new HeldJudge(external);
  const kinds: Record<'unlocked' | 'range-fault', Set<string>> = {
    unlocked: new Set(),
    'range-fault': new Set(),
  };
  for (const [index, scenario] of SCENARIOS.entries()) {
    const answer = answers[index];
    if (answer === undefined) throw new Error(`no answer to scenario ${index}`);
    const held = judge.hold(scenario, answer);
    kinds[scenario.range.call === undefined ? 'range-fault' : 'unlocked'].add(
      held.kind === 'none' ? held.why : held.kind,
    );
  }
  return Object.fromEntries(Object.entries(kinds).map(([call, seen]) => [call, [...seen]]));
}

describeWithCompiler(
  'a tree that is held to its model on calls that start again themselves',
  () => {
    it('has nothing to say of them if it has no such call, and loses no other answer', async () => {
      expect(await heldOn(await opens('without', OWN_TREE))).toEqual({
        unlocked: ['the tree has no hmm_range_fault_unlocked_timeout()'],
        'range-fault': ['equal'],
      });
    });

    const newest = installedTrees().find(({ release }) => release === '7.3');
    if (newest === undefined) {
      it.skip('skipped: no tree of 7.3, which has that call, is installed', () => {});
    } else {
      it('does as its model if it has it', async () => {
        expect(await heldOn(await opens('v7.3', newest.folder))).toEqual({
          unlocked: ['equal'],
          'range-fault': ['equal'],
        });
      });
    }
  },
);
