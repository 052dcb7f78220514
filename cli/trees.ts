// SPDX-License-Identifier: GPL-2.0-or-later
import { type Command, InvalidArgumentError, Option } from 'commander';
import { allSideNames, type SideName } from '../oracle/run/side';
import { ArgumentError } from '../oracle/scenario/argument-error';
import type { RunVerdict } from '../oracle/verdict/verdict';
import { fileLines } from '../report/text/coverage-text';
import { treeNotesText, treeText } from '../report/text/tree-text';
import { findToolchain } from '../tree/build/toolchain';
import { countedFile } from '../tree/coverage/missed-lines';
import { knownNote } from '../tree/side/note-text';
import { openTree, type RunnableTree } from '../tree/side/open-tree';
import { readTreeName } from '../tree/side/tree-name';
import type { TreeName } from '../tree/side/types';
import { ExitCode } from './exit-code';
import { say } from './print';
import { terminalStyle } from './terminal';

/** What a command that runs trees is given of them. */
export interface OpenTreeArguments {
  readonly tree?: readonly TreeName[];
  readonly sanitize?: true;
  readonly coverage?: true;
}

/** The same, with the sides that are compared. */
export interface TreeArguments extends OpenTreeArguments {
  /** Not yet checked: names of trees are known only once those are open. */
  readonly sides: readonly string[];
}

/** The verdict of a run with what its trees noted beside their results: news is a finding. */
export type WithNotes = (verdict: RunVerdict) => RunVerdict;

/** The options `--tree` and `--sanitize`. */
export function treeOptions(): readonly Option[] {
  return [
    treeOption('. Without --sides it is compared with the model nearest to it'),
    new Option('--sanitize', 'compile trees with address and bounds sanitizers'),
    new Option(
      '--coverage',
      'count which lines and branches of the trees are reached, and say which are not (needs gcc)',
    ),
  ];
}

/** @param more what becomes of the side in a command. */
export function treeOption(more: string): Option {
  return new Option(
    '--tree <name=path>',
    'make a side of the mm/hmm.c of a kernel tree (or of a folder with the few files of it), which is ' +
      `compiled and run; repeatable${more}`,
  ).argParser(addTree);
}

function addTree(text: string, before: readonly TreeName[] = []): readonly TreeName[] {
  try {
    return [...before, readTreeName(text, before)];
  } catch (error) {
    if (error instanceof ArgumentError) throw new InvalidArgumentError(`${error.message}.`);
    throw error;
  }
}

/**
 * Opens the trees that were given, runs a command with the sides that were asked for, and says what
 * the trees noted beside their results.
 *
 * @param withinWalks whether the command takes scenarios with changes within a walk.
 * @throws InputError if a tree cannot be opened.
 */
export async function withTrees(
  given: TreeArguments,
  command: Command,
  run: (sides: readonly SideName[], withNotes: WithNotes) => Promise<void>,
  withinWalks = false,
): Promise<void> {
  const runOn = (trees: readonly RunnableTree[], withNotes: WithNotes): Promise<void> =>
    run(chosenSides(given, trees, command), withNotes);
  return withOpenTrees(given, command, runOn, withinWalks);
}

/**
 * As {@link withTrees}, for a command that names sides in its own way.
 * @throws InputError if a tree cannot be opened.
 */
export async function withOpenTrees(
  given: OpenTreeArguments,
  command: Command,
  run: (trees: readonly RunnableTree[], withNotes: WithNotes) => Promise<void>,
  withinWalks = false,
): Promise<void> {
  const { tree: names = [] } = given;
  if (names.length === 0) {
    for (const option of ['sanitize', 'coverage'] as const) {
      if (given[option]) command.error(`error: option '--${option}' needs '--tree'`);
    }
    return run([], (verdict) => verdict);
  }
  const toolchain = await findToolchain();
  const trees: RunnableTree[] = [];
  try {
    for (const name of names) {
      const tree = await openTree(name, toolchain, {
        sanitize: given.sanitize === true,
        coverage: given.coverage === true,
        withinWalks,
      });
      trees.push(tree);
      say(treeText(tree));
    }
    const isNews = (): boolean =>
      trees.some(({ notes }) => notes.list().some(({ note }) => knownNote(note) === undefined));
    await run(trees, ({ examined, ...verdict }) =>
      verdict.kind !== 'found' && isNews() ? { kind: 'found', examined } : { examined, ...verdict },
    );
    for (const tree of trees) {
      const text = treeNotesText(tree.name, tree.notes.list());
      if (text !== '') say(text.trimEnd());
      if (given.coverage === true) await sayCoverage(tree);
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

/** The sides by name; without `--sides`, each tree and the model that it is nearest to. */
function chosenSides(
  { sides }: TreeArguments,
  trees: readonly RunnableTree[],
  command: Command,
): readonly SideName[] {
  if (trees.length > 0 && command.getOptionValueSource('sides') === 'default') {
    return [...new Set(trees.flatMap(({ fit, name }): SideName[] => [fit.side, name]))];
  }
  const all = allSideNames();
  const unknown = sides.find((name) => !all.some((side) => side === name));
  if (unknown !== undefined) {
    const got = `argument '${sides.join(',')}' is invalid. expected names from ${all.join(', ')}, got ${unknown}.`;
    command.error(`error: option '--sides <names>' ${got}`);
  }
  const unused = trees.find(({ name }) => !sides.includes(name));
  if (unused !== undefined) {
    command.error(`error: option '--sides' expected to name the tree ${unused.name}, too`);
  }
  return all.filter((side) => sides.includes(side));
}
