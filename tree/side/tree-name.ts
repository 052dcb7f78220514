// SPDX-License-Identifier: GPL-2.0-or-later
import { readSideSpec } from '../../oracle/external/spec';
import { ArgumentError } from '../../oracle/scenario/argument-error';
import type { TreeSideName } from './types';

/**
 * Reads `NAME=PATH`, where a command line names a tree. Which model it is held to is for its code to say.
 *
 * @param others are named already.
 * @throws ArgumentError if it is none.
 */
export function readTreeName(text: string, others: readonly TreeSideName[]): TreeSideName {
  const { name, like, rest: folder } = readSideSpec(text, 'tree', 'PATH');
  const wrong = (expected: string, got: string): ArgumentError =>
    new ArgumentError(`"tree" expected ${expected}, got ${got}`);
  if (like !== undefined) throw wrong('a name without a model, as a tree is recognised', text);
  if (others.some((tree) => tree.name === name)) {
    throw wrong('a name that no other side has', name);
  }
  return { name, folder };
}
