// SPDX-License-Identifier: GPL-2.0-or-later
import { type CodeView, nodesIn, oncePer } from './view';

/** The macros with parameters that a file defines, by their names. */
export const macrosOf = oncePer(
  (view: CodeView): ReadonlyMap<string, string> =>
    new Map(
      nodesIn(view, 'preproc_function_def').map(({ node }) => [
        node.childForFieldName('name')?.text ?? '',
        node.childForFieldName('value')?.text ?? '',
      ]),
    ),
);
