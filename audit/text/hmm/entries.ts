// SPDX-License-Identifier: GPL-2.0-or-later
import { assignments } from '../code/assignments';
import { Rows } from '../code/rows';
import type { CodeView } from '../code/view';

/** An expression that is given to a range as its array: `range->hmm_pfns = expression`. */
export interface ArrayGiven {
  readonly field: string;
  readonly value: string;
  readonly row: number;
  readonly fragment: CodeView['fragments'][number];
}

const GIVEN = /(?:\.|->)\s*(hmm_pfns|pfns)\s*=/g;

/** Where the arrays of ranges come from. */
export function arraysGiven(view: CodeView): ArrayGiven[] {
  return view.fragments.flatMap((fragment) => {
    const text = fragment.code.join('\n');
    const rows = new Rows(text);
    return [...assignments(text, GIVEN, ';,}')].map(({ head, value }) => ({
      field: head[1] ?? '',
      value,
      row: rows.at(head.index),
      fragment,
    }));
  });
}

/** The names under which entries are known: of the fields, and of the arrays given to them. */
export function entryNames(view: CodeView): ReadonlySet<string> {
  const names = new Set(['hmm_pfns', 'pfns']);
  for (const { value } of arraysGiven(view)) {
    const name = /^&?\s*(?:[\w.>-]*(?:\.|->))?(\w+)(?:\s*\[[^\]]*\])?$/.exec(value)?.[1];
    if (name !== undefined && !/^(NULL|0)$/.test(name)) names.add(name);
  }
  return names;
}
