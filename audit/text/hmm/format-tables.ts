// SPDX-License-Identifier: GPL-2.0-or-later
import { type Definitions, definitionsOf } from '../code/constants';
import { lineOf } from '../code/fragment';
import type { CodeLine } from '../code/lines';
import type { Node } from '../code/syntax';
import { type CodeView, nodesIn, oncePer } from '../code/view';
import { wordValue } from '../code/word-value';

/** The tables of the customizable format, and what their elements are, in the order of their enumerations in 5.7. */
export const TABLES = {
  // The third flag went with 5.7.
  flags: ['VALID', 'WRITE', 'DEVICE_PRIVATE'],
  values: ['ERROR', 'NONE', 'SPECIAL'],
} as const;

export type TableKind = keyof typeof TABLES;
const TABLE_KINDS: readonly TableKind[] = ['flags', 'values'];

/** An element of a table as the driver writes it. */
export interface TableElement {
  /** What it is used for, without `HMM_PFN_`. */
  readonly name: string;
  readonly text: string;
  /** undefined if it is not known here. */
  readonly value: bigint | undefined;
  readonly line: CodeLine;
  /** What a comment on its line says that it is; undefined if none does. */
  readonly said: string | undefined;
}

/** A driver's table of the customizable format. */
export interface FormatTable {
  readonly kind: TableKind;
  readonly variable: string;
  readonly elements: readonly TableElement[];
}

/** The table that a name belongs to; undefined of none of them. */
export function tableOfName(name: string): TableKind | undefined {
  return TABLE_KINDS.find((kind) => TABLES[kind].some((one) => one === name));
}

/** The tables that a file initialises, by their size or by the names of their elements. */
export const formatTablesOf = oncePer((view: CodeView): readonly FormatTable[] => {
  const definitions = definitionsWithEnumerators(view);
  return nodesIn(view, 'init_declarator').flatMap(({ fragment, node }): FormatTable[] => {
    const list = node.childForFieldName('value');
    const declarator = node.childForFieldName('declarator')?.text ?? '';
    if (list?.type !== 'initializer_list') return [];
    const given = list.namedChildren.filter(({ type }) => type !== 'comment');
    const kind = kindOf(declarator, given);
    if (kind === undefined) return [];
    const elements = given.flatMap((one, index): TableElement[] => {
      const name = designated(one) ?? TABLES[kind][index];
      const value = one.type === 'initializer_pair' ? one.childForFieldName('value') : one;
      const line = lineOf(fragment, one);
      if (name === undefined || value === null || line === undefined) return [];
      return [
        {
          name,
          text: value.text.replace(/\s+/g, ' '),
          value: wordValue(value.text, definitions),
          line,
          said: /\/\*[^*]{0,40}?\bHMM_PFN_(\w{1,40})/.exec(line.text)?.[1],
        },
      ];
    });
    return [{ kind, variable: /\w+/.exec(declarator)?.[0] ?? '', elements }];
  });
});

function kindOf(declarator: string, given: readonly Node[]): TableKind | undefined {
  const size = /\bHMM_PFN_(FLAG|VALUE)_MAX\b/.exec(declarator)?.[1];
  if (size !== undefined) return size === 'FLAG' ? 'flags' : 'values';
  const kinds = new Set(given.flatMap((one) => tableOfName(designated(one) ?? '') ?? []));
  // One that has elements of both says by nothing which one it is.
  return kinds.size === 1 ? [...kinds][0] : undefined;
}

/** `VALID` of `[HMM_PFN_VALID] = …`. */
function designated(element: Node): string | undefined {
  if (element.type !== 'initializer_pair') return undefined;
  return /^\[\s*HMM_PFN_(\w+)\s*\]/.exec(element.text)?.[1];
}

/** What names of a file stand for, enumerators that share a line with others included. */
function definitionsWithEnumerators(view: CodeView): Definitions {
  const found = new Map(definitionsOf(view));
  for (const { node } of nodesIn(view, 'enumerator')) {
    const value = node.childForFieldName('value');
    if (value !== null) found.set(node.childForFieldName('name')?.text ?? '', value.text);
  }
  return found;
}
