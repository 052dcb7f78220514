// SPDX-License-Identifier: GPL-2.0-or-later
import type { Node } from '../code/syntax';

/** The braces of `{ … }` or `(struct hmm_range){ … }`. */
export function initialiserOf(value: Node): Node | undefined {
  if (value.type === 'initializer_list') return value;
  if (value.type === 'parenthesized_expression' || value.type === 'cast_expression') {
    const inner = value.childForFieldName('value') ?? value.namedChildren[0];
    return inner === undefined || inner === null ? undefined : initialiserOf(inner);
  }
  if (value.type !== 'compound_literal_expression') return undefined;
  return value.childForFieldName('value') ?? undefined;
}

/** The members that the braces of an initialiser name; undefined if they may set others, too. */
export function fieldsNamedIn(list: Node): readonly string[] | undefined {
  const parts = list.namedChildren.filter(({ type }) => type !== 'comment');
  const names = parts.map((one) => {
    if (/^(?:0|NULL)$/.test(one.text)) return '';
    return /^\.\s?(\w+)\s{0,9}=/.exec(one.text.slice(0, 99))?.[1];
  });
  return names.includes(undefined) ? undefined : names.flatMap((name) => name ?? []);
}
