// SPDX-License-Identifier: GPL-2.0-or-later
import { definitionsOf } from './constants';
import { type NumberValue, plainNumber, UNKNOWN_NUMBER } from './number-value';
import { type CodeView, nodesIn, oncePer } from './view';
import { wordValue } from './word-value';

/** What the enumerators of a file are worth: one without a value is one more than the one before it. */
export const enumeratorsOf = oncePer((view: CodeView): ReadonlyMap<string, NumberValue> => {
  const found = new Map<string, NumberValue>();
  for (const { node } of nodesIn(view, 'enumerator_list')) {
    let next: number | undefined = 0;
    for (const one of node.namedChildren.filter(({ type }) => type === 'enumerator')) {
      const given = one.childForFieldName('value')?.text;
      if (given !== undefined) next = numberOf(given, view);
      const value = next === undefined ? UNKNOWN_NUMBER : plainNumber(next);
      found.set(one.childForFieldName('name')?.text ?? '', value);
      next = next === undefined ? undefined : next + 1;
    }
  }
  return found;
});

/** The value of a constant expression of a file; undefined if anything in it is unknown. */
export function numberOf(text: string, view: CodeView): number | undefined {
  const word = wordValue(text, definitionsOf(view));
  return word === undefined ? undefined : Number(BigInt.asIntN(64, word));
}
