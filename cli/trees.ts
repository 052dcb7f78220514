// SPDX-License-Identifier: GPL-2.0-or-later
import { type Command, InvalidArgumentError, Option } from 'commander';
import { lazy } from '../oracle/package/lazy';
import { allSideNames, type SideName } from '../oracle/run/side-names';
import { ArgumentError } from '../oracle/scenario/argument-error';
import type { RunnableTree } from '../tree/side/open-tree';
import type { TreeSideName } from '../tree/side/types';
import type { NotedByTrees } from './noted-by-trees';
import { type Bits, bitsOption } from './options';

const treeNames = lazy((): typeof import('../tree/side/tree-name') =>
  require('../tree/side/tree-name'),
);
const opening = lazy((): typeof import('./open-trees') => require('./open-trees'));

/** What a command that runs trees is given of them. */
export interface OpenTreeArguments {
  readonly tree?: readonly TreeSideName[];
  readonly bits?: Bits;
  readonly sanitize?: true;
  readonly coverage?: true;
  readonly races?: true;
}

/** The same, with the sides that are compared. */
export interface TreeArguments extends OpenTreeArguments {
  /** Not yet checked: names of trees are known only once those are open. */
  readonly sides: readonly string[];
}

const NO_TREES: NotedByTrees = { list: () => [], watch: () => [], judge: (verdict) => verdict };

/** The options `--tree` and `--sanitize`. */
export function treeOptions(): readonly Option[] {
  return [
    treeOption('. Without --sides it is compared with the model nearest to it'),
    bitsOption(),
    new Option('--sanitize', 'compile trees with address and bounds sanitizers'),
    new Option(
      '--coverage',
      'count which lines and branches of the trees are reached, and say which are not (needs gcc)',
    ),
  ];
}

/** The option `--races` of a command that looks for them. */
export function racesOption(): Option {
  return new Option(
    '--races',
    'let other threads act within the walks of trees, too, in some 3,000 scenarios: each entry that is read becomes ' +
      'each other kind of entry, right before each read of it',
  );
}

/** @param more what becomes of the side in a command. */
export function treeOption(more: string): Option {
  return new Option(
    '--tree <name=path>',
    'make a side of the mm/hmm.c of a kernel tree (or of a folder with the few files of it), which is ' +
      `compiled and run; repeatable${more}`,
  ).argParser(addTree);
}

/** Collects the trees of `--tree`. */
export function addTree(
  text: string,
  before: readonly TreeSideName[] = [],
): readonly TreeSideName[] {
  try {
    return [...before, treeNames().readTreeName(text, before)];
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
  run: (sides: readonly SideName[], noted: NotedByTrees) => Promise<void>,
  withinWalks = false,
): Promise<void> {
  const runOn = (trees: readonly RunnableTree[], noted: NotedByTrees): Promise<void> =>
    run(chosenSides(given, trees, command), noted);
  return withOpenTrees(given, command, runOn, withinWalks);
}

/**
 * As {@link withTrees}, for a command that names sides in its own way.
 * @throws InputError if a tree cannot be opened.
 */
export async function withOpenTrees(
  given: OpenTreeArguments,
  command: Command,
  run: (trees: readonly RunnableTree[], noted: NotedByTrees) => Promise<void>,
  withinWalks = false,
): Promise<void> {
  const { tree: names = [] } = given;
  if (names.length === 0) {
    for (const option of ['sanitize', 'coverage', 'races'] as const) {
      if (given[option]) command.error(`error: option '--${option}' needs '--tree'`);
    }
    if (given.bits === 32) command.error("error: option '--bits' needs '--tree'");
    return run([], NO_TREES);
  }
  if (given.races && given.sanitize) {
    command.error("error: option '--races' cannot be used with option '--sanitize'");
  }
  await opening().runOnTrees(
    { ...given, names, withinWalks: withinWalks || given.races === true },
    run,
  );
}

/** The sides by name; without `--sides`, each tree and the model that it is nearest to. */
function chosenSides(
  { sides }: TreeArguments,
  trees: readonly RunnableTree[],
  command: Command,
): readonly SideName[] {
  if (trees.length > 0 && command.getOptionValueSource('sides') === 'default') {
    return [...new Set(trees.flatMap(({ model, name }): SideName[] => [model, name]))];
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
