// SPDX-License-Identifier: GPL-2.0-or-later

import { interruptible } from '../oracle/child/ending-signals';
import type { Scenario } from '../oracle/scenario/scenario';
import { alsoFound } from '../oracle/verdict/verdict';
import { fileLines } from '../report/text/coverage-text';
import { treeNotesText, treeRacesText, treeText } from '../report/text/tree-text';
import { racesOfTree, racesShownBy } from '../tree/audit/races/lone-races';
import { raceScenarios } from '../tree/audit/races/race-scenarios';
import type { RacingTree } from '../tree/audit/races/racing-tree';
import { TreeView } from '../tree/audit/tree-view';
import { findToolchain } from '../tree/build/toolchain';
import { countedFile } from '../tree/coverage/missed-lines';
import { notesOf, raceNotesOf, type TreeNote } from '../tree/side/noted';
import { openTree, type RunnableTree } from '../tree/side/open-tree';
import type { TreeSideName } from '../tree/side/types';
import { ExitCode } from './exit-code';
import type { NotedByTrees } from './noted-by-trees';
import type { Bits } from './options';
import { say } from './print';
import { ProgressLine, terminalStyle } from './terminal';

/** Which trees are opened, and how. */
interface OpeningTrees {
  readonly names: readonly TreeSideName[];
  readonly bits?: Bits;
  readonly sanitize?: true;
  readonly coverage?: true;
  /** Whether other threads act within walks before anything else is run. */
  readonly races?: true;
  /** Whether scenarios with changes within a walk are run. */
  readonly withinWalks: boolean;
}

/**
 * Opens trees, runs something with them, and says what they noted beside their results.
 * @throws InputError if one cannot be opened.
 */
export async function runOnTrees(
  { names, bits, sanitize, coverage, races, withinWalks }: OpeningTrees,
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
    // All of them are compiled; a signal may leave no time for it.
    toolchain.close();
    const raced: TreeNote[] = [];
    if (races === true) {
      const isWhole = await interruptible((signal) => race(trees, raced, signal));
      if (!isWhole) {
        say('interrupted: not all changes within walks were run, and nothing else');
        process.exitCode = ExitCode.interrupted;
        return;
      }
    }
    const list = (): readonly TreeNote[] => [...raced, ...trees.flatMap(notesOf)];
    const watch = (scenario: Scenario): readonly TreeNote[] => {
      if (scenario.mm.readEvents.length === 0) return [];
      const shown = trees.flatMap((tree) =>
        raceNotesOf(tree, racesShownBy(racing(tree), scenario)),
      );
      raced.push(...shown);
      return shown;
    };
    const isNews = (): boolean => list().some(({ known }) => known === null);
    await run(trees, {
      list,
      watch,
      judge: (verdict) => alsoFound(verdict, isNews()),
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

/** Lets other threads act within the walks of trees, and says of each what came of it. */
async function race(
  trees: readonly RunnableTree[],
  notes: TreeNote[],
  signal: AbortSignal,
): Promise<boolean> {
  const line = new ProgressLine(process.stderr);
  for (const tree of trees) {
    const show = (done: number): void => line.show(`races of ${tree.name}`, done, undefined);
    const races = await racesOfTree(
      racing(tree),
      [...raceScenarios('all')],
      (noted, scenario) => tree.noted(noted, scenario),
      show,
      signal,
    ).finally(line.clear);
    say(treeRacesText(tree.name, races).trimEnd());
    notes.push(...raceNotesOf(tree, races.found));
  }
  return !signal.aborted;
}

/** In the process of the tree's sides, whose counters are those of `--coverage`. */
function racing(tree: RunnableTree): RacingTree {
  return { view: new TreeView(tree), child: tree.sideChild };
}

/** What the runs of a tree reached of its files. */
async function sayCoverage(tree: RunnableTree): Promise<void> {
  const files = await tree.coverageOf(tree.sideChild);
  const lines = fileLines(files.map(countedFile), terminalStyle(process.stderr));
  say([`Coverage of ${tree.name} by all runs`, ...lines].join('\n'));
}
