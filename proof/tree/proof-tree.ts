// SPDX-License-Identifier: GPL-2.0-or-later
import { InputError } from '../../oracle/scenario/input-error';
import { refuseUnknownConditions } from '../../tree/sources/options';
import { readKernelTree, type TreeSources } from '../../tree/sources/read-tree';
import { shapeOf, type TreeShape } from '../../tree/sources/shape';
import type { TreeSubject } from './statements';

/** A tree as the proof compiles it. */
export interface ProofTree {
  readonly folder: string;
  readonly sources: TreeSources;
  readonly shape: TreeShape;
}

/**
 * Reads and recognises a tree.
 * @throws InputError for a tree that is none.
 */
export function readProofTree(folder: string): ProofTree {
  const sources = readKernelTree(folder);
  refuseUnknownConditions(sources);
  return { folder, sources, shape: shapeOf(sources) };
}

/**
 * What is proved of a tree, or of two.
 * @throws InputError for a tree with the fixed format before one with the customizable format.
 */
export function subjectOf(trees: readonly ProofTree[]): TreeSubject {
  const [first, second] = trees;
  if (first === undefined || second === undefined) return 'one tree';
  if (first.shape.customizable === second.shape.customizable) return 'one format';
  if (first.shape.customizable) return 'two formats';
  const message =
    'expected the older tree first, got one with the fixed format before one with the customizable format';
  throw new InputError({ file: second.folder }, message);
}

/** Whether a format has to be chosen: some tree has none of its own. */
export function needsFormat(trees: readonly ProofTree[]): boolean {
  return trees.some(({ shape }) => shape.customizable);
}
