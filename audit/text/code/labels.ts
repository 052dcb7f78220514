// SPDX-License-Identifier: GPL-2.0-or-later
import type { Node } from './syntax';
import { type CodePiece, oncePer } from './view';

/** The labels of a piece by their names, the first of each name. */
export const labelsOf = oncePer(({ node }: CodePiece): ReadonlyMap<string, Node> => {
  const labels = new Map<string, Node>();
  for (const label of node.descendantsOfType('labeled_statement')) {
    const name = label.childForFieldName('label')?.text ?? '';
    if (!labels.has(name)) labels.set(name, label);
  }
  return labels;
});
