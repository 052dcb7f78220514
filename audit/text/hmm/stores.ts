// SPDX-License-Identifier: GPL-2.0-or-later
import { assignments } from '../code/assignments';
import { type Fragment, rowsOfNode } from '../code/fragment';
import type { CodeLine } from '../code/lines';
import { Rows } from '../code/rows';
import type { CodeView, FunctionView } from '../code/view';
import { ASKS_WRITE, askInText, type CodeAsk, FAULT, type Vocabulary } from './ask';

export type StoreTarget = 'default_flags' | 'pfn_flags_mask' | 'entry';

/** A place that stores a request: the policy of a range, or a page's entry. */
export interface RequestStore {
  readonly target: StoreTarget;
  readonly adds: boolean;
  readonly text: string;
  /** The index of the entry, as written; '' if it has none. */
  readonly index: string;
  readonly ask: CodeAsk | undefined;
  readonly fragment: Fragment;
  readonly row: number;
  readonly line: CodeLine;
}

/** What a store begins with, and the characters that may end its value. */
interface StoreForm {
  readonly head: RegExp;
  readonly ends: string;
  target(head: RegExpExecArray): StoreTarget;
}

const FORMS: readonly StoreForm[] = [
  {
    head: /\b(default_flags|pfn_flags_mask)\s*(?<operator>\|?=)/g,
    ends: ';,}',
    target: ([, field]) => (field === 'default_flags' ? 'default_flags' : 'pfn_flags_mask'),
  },
  {
    head: /\b\w*(?:pfns?|phys|reqs?|requests?|entries)\s*\[(?<index>[^\][]*)\]\s*(?<operator>\|?=)/g,
    ends: ';',
    target: () => 'entry',
  },
  {
    head: /(?:^|[;{}])\s*\*\w*(?:pfns?|entry)(?:\+\+)?\s*(?<operator>\|?=)/g,
    ends: ';',
    target: () => 'entry',
  },
];

/** All request stores of a side of a file. */
export function requestStores(view: CodeView, vocabulary: Vocabulary): RequestStore[] {
  return view.fragments.flatMap((fragment) => {
    const lines =
      view.language === 'prose' ? fragment.lines.map(({ text }) => text) : fragment.code;
    const text = lines.join('\n');
    const rows = new Rows(text);
    const stores = FORMS.flatMap(({ head: form, ends, target }) =>
      [...assignments(text, form, ends)].flatMap(({ head, value }): RequestStore[] => {
        // The statement before it ends the line above, or stands on the same.
        const row = rows.at(head.index + head[0].search(/[\w*]/));
        const line = fragment.lines[row];
        const adds = head.groups?.['operator'] === '|=';
        const index = head.groups?.['index']?.trim() ?? '';
        const ask = askInText(value, vocabulary);
        return line === undefined
          ? []
          : [{ target: target(head), adds, text: value, index, ask, fragment, row, line }];
      }),
    );
    return stores.sort((one, two) => one.row - two.row);
  });
}

/** Whether a store stands in a function. */
export function isIn(fn: FunctionView, { fragment, row }: RequestStore): boolean {
  return fn.pieces.some((piece) => {
    const { first, last } = rowsOfNode(fragment, piece.node);
    return piece.fragment === fragment && first <= row && row <= last;
  });
}

const OWN_BIT = /\[\s*HMM_PFN_(VALID|WRITE)\s*\]\s*=/g;

/** What the views say of a driver's own bits: `[HMM_PFN_VALID] = V`, with or without a name. */
export function vocabularyOf(views: readonly CodeView[]): Vocabulary {
  const words = new Map<string, number>();
  for (const view of views) {
    for (const { code, lines } of view.fragments) {
      const text = (view.language === 'prose' ? lines.map((one) => one.text) : code).join('\n');
      for (const { head, value } of assignments(text, OWN_BIT, ';,}')) {
        const word = value.replace(/\s+/g, '').replace(/^\((.*)\)$/, '$1');
        if (!/^0?$/.test(word)) words.set(word, head[1] === 'VALID' ? FAULT : ASKS_WRITE);
      }
    }
  }
  return words;
}
