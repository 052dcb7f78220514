// SPDX-License-Identifier: GPL-2.0-or-later
import type { Fragment } from '../code/fragment';
import type { CodeLine } from '../code/lines';
import type { CodeView, FunctionView } from '../code/view';
import { type Ask, askOf, FAULT, type Vocabulary, WRITE } from './ask';

export type StoreTarget = 'default_flags' | 'pfn_flags_mask' | 'entry';

/** A place that stores a request: the policy of a range, or a page's entry. */
export interface RequestStore {
  readonly target: StoreTarget;
  readonly adds: boolean;
  readonly text: string;
  readonly ask: Ask | undefined;
  readonly fragment: Fragment;
  readonly row: number;
  readonly line: CodeLine;
}

/**
 * Read from the text, not from the tree: the documentation has such lines too, and a fragment whose
 * syntax is beyond repair.
 */
const POLICY = /\b(default_flags|pfn_flags_mask)\s*(\|?=)(?!=)\s*([^;,{}]+?)\s*(?=[;,}])/g;
const ENTRY =
  /\b(\w*(?:pfns?|phys|reqs?|requests?|entries))\s*\[([^\]]*)\]\s*(\|?=)(?!=)\s*([^;{}]+?)\s*;/g;
const THROUGH = /(?:^|[;{}])\s*\*(\w*(?:pfns?|entry))(?:\+\+)?\s*(\|?=)(?!=)\s*([^;{}]+?)\s*;/g;

/** All request stores of a side of a file. */
export function requestStores(view: CodeView, vocabulary: Vocabulary): RequestStore[] {
  return view.fragments.flatMap((fragment) => {
    const lines =
      view.language === 'prose' ? fragment.lines.map(({ text }) => text) : fragment.code;
    const text = lines.join('\n');
    const at = (target: StoreTarget, match: RegExpExecArray, op: string, value: string) => {
      const offset = match.index + match[0].search(/\S/) + (/^[;{}]/.test(match[0]) ? 1 : 0);
      const row = rowAt(text, offset + (/^\s*/.exec(text.slice(offset))?.[0].length ?? 0));
      const line = fragment.lines[row];
      const ask = askOf(value, vocabulary);
      return line === undefined
        ? []
        : [{ target, adds: op === '|=', text: value, ask, fragment, row, line }];
    };
    const policies = [...text.matchAll(POLICY)].flatMap((match) =>
      at(
        match[1] === 'default_flags' ? 'default_flags' : 'pfn_flags_mask',
        match,
        match[2] ?? '=',
        match[3] ?? '',
      ),
    );
    const entries = [...text.matchAll(ENTRY)].flatMap((match) =>
      at('entry', match, match[3] ?? '=', match[4] ?? ''),
    );
    const through = [...text.matchAll(THROUGH)].flatMap((match) =>
      at('entry', match, match[2] ?? '=', match[3] ?? ''),
    );
    return [...policies, ...entries, ...through].sort((one, two) => one.row - two.row);
  });
}

/** Whether a store stands in a function. */
export function isIn(fn: FunctionView, { fragment, row }: RequestStore): boolean {
  return fn.pieces.some(
    (piece) =>
      piece.fragment === fragment &&
      piece.node.startPosition.row <= row + fragment.addedRows &&
      row + fragment.addedRows <= piece.node.endPosition.row,
  );
}

/** What the views say of a driver's own bits: `[HMM_PFN_VALID] = V`, with or without a name. */
export function vocabularyOf(views: readonly CodeView[]): Vocabulary {
  const words = new Map<string, number>();
  for (const view of views) {
    for (const { code, lines } of view.fragments) {
      const text = (view.language === 'prose' ? lines.map((one) => one.text) : code).join('\n');
      const found = text.matchAll(/\[\s*HMM_PFN_(VALID|WRITE)\s*\]\s*=(?!=)\s*([^;,}]+?)\s*[;,}]/g);
      for (const [, flag, value = ''] of found) {
        const word = value.replace(/\s+/g, '').replace(/^\((.*)\)$/, '$1');
        if (!/^0?$/.test(word)) words.set(word, flag === 'VALID' ? FAULT : WRITE);
      }
    }
  }
  return words;
}

function rowAt(text: string, offset: number): number {
  let row = 0;
  for (
    let next = text.indexOf('\n');
    next >= 0 && next < offset;
    next = text.indexOf('\n', next + 1)
  ) {
    row += 1;
  }
  return row;
}
