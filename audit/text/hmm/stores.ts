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
  /** The index of the entry, as written; '' if it has none. */
  readonly index: string;
  readonly ask: Ask | undefined;
  readonly fragment: Fragment;
  readonly row: number;
  readonly line: CodeLine;
}

/**
 * Read from the text, not from the tree: the documentation has such lines too, and a fragment whose
 * syntax is beyond repair. Lengths have bounds, so that text without an end costs no more.
 */
const VALUE = '([^;{}]{1,400})(?=;)';
const POLICY = /\b(default_flags|pfn_flags_mask)\s{0,99}(\|?=)(?!=)([^;,{}]{1,400})(?=[;,}])/g;
const ENTRY = new RegExp(
  `\\b\\w{0,60}(?:pfns?|phys|reqs?|requests?|entries)\\s{0,9}\\[([^\\]]{0,200})\\]\\s{0,99}(\\|?=)(?!=)${VALUE}`,
  'g',
);
const THROUGH = new RegExp(
  `(?:^|[;{}])\\s*\\*\\w{0,60}(?:pfns?|entry)(?:\\+\\+)?\\s{0,99}(\\|?=)(?!=)${VALUE}`,
  'g',
);

/** All request stores of a side of a file. */
export function requestStores(view: CodeView, vocabulary: Vocabulary): RequestStore[] {
  return view.fragments.flatMap((fragment) => {
    const lines =
      view.language === 'prose' ? fragment.lines.map(({ text }) => text) : fragment.code;
    const text = lines.join('\n');
    const rows = rowFinder(text);
    const at = (target: StoreTarget, match: RegExpExecArray, op = '=', value = '', index = '') => {
      const row = rows(match.index + match[0].search(/[^\s;{}]/));
      const line = fragment.lines[row];
      if (line === undefined) return [];
      const [stored, ask] = [value.trim(), askOf(value, vocabulary)];
      return [{ target, adds: op === '|=', text: stored, index, ask, fragment, row, line }];
    };
    const policies = [...text.matchAll(POLICY)].flatMap((match) =>
      at(
        match[1] === 'default_flags' ? 'default_flags' : 'pfn_flags_mask',
        match,
        match[2],
        match[3],
      ),
    );
    const entries = [...text.matchAll(ENTRY)].flatMap((match) =>
      at('entry', match, match[2], match[3], match[1]?.trim()),
    );
    const through = [...text.matchAll(THROUGH)].flatMap((match) =>
      at('entry', match, match[1], match[2]),
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
      const found = text.matchAll(/\[\s*HMM_PFN_(VALID|WRITE)\s*\]\s*=(?!=)([^;,}]{1,200})[;,}]/g);
      for (const [, flag, value = ''] of found) {
        const word = value.replace(/\s+/g, '').replace(/^\((.*)\)$/, '$1');
        if (!/^0?$/.test(word)) words.set(word, flag === 'VALID' ? FAULT : WRITE);
      }
    }
  }
  return words;
}

/** Finds the row of an offset in a text. */
function rowFinder(text: string): (offset: number) => number {
  const starts = [0];
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) starts.push(at + 1);
  return (offset) => {
    let low = 0;
    let high = starts.length;
    while (high - low > 1) {
      const middle = (low + high) >> 1;
      if ((starts[middle] ?? 0) <= offset) low = middle;
      else high = middle;
    }
    return low;
  };
}
