// SPDX-License-Identifier: GPL-2.0-or-later
import type { ExternalSide } from '../../oracle/external/external-side';
import type { Scenario } from '../../oracle/scenario/scenario';
import { FrameBatch } from '../wire/frame-batch';
import { answerOf } from './answer-of';
import { type AuditedTree, TreeView } from './tree-view';

/** A kernel tree as a side that is held to the model which it is nearest to. */
export function treeExternal(tree: AuditedTree & { readonly folder: string }): ExternalSide {
  const { name, like, layout, make } = new TreeView(tree);
  const child = tree.start();
  return {
    ...{ name, like, what: tree.folder, saved: undefined },
    ...(layout === undefined ? {} : { layout }),
    ...(make === undefined ? {} : { make }),
    answers: async (scenarios: readonly Scenario[]) => {
      const frames = new FrameBatch();
      for (const scenario of scenarios) frames.add(scenario);
      const replies = await child.runBatch(frames.take());
      return scenarios.map((_, index) => answerOf(replies.read(index), like === 'v5.7'));
    },
    close: () => child.close(),
  };
}
