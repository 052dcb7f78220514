// SPDX-License-Identifier: GPL-2.0-or-later
import { fileLines } from '../report/text/coverage-text';
import { treeNotesText, treeText } from '../report/text/tree-text';
import { findToolchain } from '../tree/build/toolchain';
import { countedFile } from '../tree/coverage/missed-lines';
import { notesOf, type TreeNote } from '../tree/side/noted';
import { openTree, type RunnableTree } from '../tree/side/open-tree';
import type { TreeName } from '../tree/side/types';
import type { Bits } from './bits-option';
import { ExitCode } from './exit-code';
import type { NotedByTrees } from './noted-by-trees';
import { say } from './print';
import { terminalStyle } from './terminal';

/** Which trees are opened, and how. */
export interface OpeningTrees {
  readonly names: readonly TreeName[];
  readonly bits?: Bits;
  readonly sanitize?: true;
  readonly coverage?: true;
  /** Whether scenarios with changes within a walk are run. */
  readonly withinWalks: boolean;
}

/**
 * Opens trees, runs something with them, and says what they noted beside their results.
 * @throws InputError if one cannot be opened.
 */
export async function runOnTrees(
  { names, bits, sanitize, coverage, withinWalks }: OpeningTrees,
  run: (trees: readonly RunnableTree[], noted: NotedByTrees) => Promise<void>,
): Promise<void> {
  const toolchain = await findToolchain();
  const trees: RunnableTree[] = [];
  try {
    for (const name of names) {
      const tree = await openTree(name, toolchain, {
        bits: bits ?? 64,
        sanitize: sanitize === true,
        coverage: coverage === true,
        withinWalks,
      });
      trees.push(tree);
      say(treeText(tree));
    }
    const list = (): readonly TreeNote[] => trees.flatMap(notesOf);
    const isNews = (): boolean => list().some(({ known }) => known === null);
    await run(trees, {
      list,
      judge: ({ examined, ...verdict }) =>
        verdict.kind !== 'found' && isNews()
          ? { kind: 'found', examined }
          : { examined, ...verdict },
    });
    for (const tree of trees) {
      const text = treeNotesText(tree.name, tree.notes.list());
      if (text !== '') say(text.trimEnd());
      if (coverage === true) await sayCoverage(tree);
    }
    if (isNews() && process.exitCode === ExitCode.clean) process.exitCode = ExitCode.found;
  } finally {
    for (const tree of trees) tree.close();
    toolchain.close();
  }
}

/** What the runs of a tree reached of its files. */
async function sayCoverage(tree: RunnableTree): Promise<void> {
  const files = await tree.coverageOf(tree.sideChild);
  const lines = fileLines(files.map(countedFile), terminalStyle(process.stderr));
  say([`Coverage of ${tree.name} by all runs`, ...lines].join('\n'));
}
