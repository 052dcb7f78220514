// SPDX-License-Identifier: GPL-2.0-or-later
import type { Answer } from '../../oracle/external/answer';
import type { ExternalSide } from '../../oracle/external/external-side';
import type { Scenario } from '../../oracle/scenario/scenario';
import { FrameBatch } from '../wire/frame-batch';
import { treeAnswerOf } from './answer-of';
import { TreeView, type ViewedTree } from './tree-view';

const NO_SUCH_CALL: Answer = {
  kind: 'none',
  why: 'the tree has no hmm_range_fault_unlocked_timeout()',
};

/** A kernel tree as a side that is held to the model which it is nearest to. */
export function treeExternal(tree: ViewedTree & { readonly folder: string }): ExternalSide {
  const { name, like, layout, make, unlockedCalls } = new TreeView(tree);
  const child = tree.start();
  return {
    ...{ name, like, what: tree.folder, saved: undefined, unlockedCalls },
    ...(layout === undefined ? {} : { layout }),
    ...(make === undefined ? {} : { make }),
    answers: async (scenarios: readonly Scenario[]) => {
      const canRun = ({ range }: Scenario): boolean => unlockedCalls || range.call === undefined;
      const frames = new FrameBatch();
      for (const scenario of scenarios) if (canRun(scenario)) frames.add(scenario);
      const replies = await child.runBatch(frames.take());
      let next = 0;
      return scenarios.map((scenario) =>
        canRun(scenario) ? treeAnswerOf(replies.read(next++), like === 'v5.7') : NO_SUCH_CALL,
      );
    },
    close: () => child.close(),
  };
}
