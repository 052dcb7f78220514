// SPDX-License-Identifier: GPL-2.0-or-later
import { macrosOf } from '../code/macros';
import { calledName } from '../code/nodes';
import type { Node } from '../code/syntax';
import { type CodePiece, type CodeView, oncePer } from '../code/view';
import { answersRetry } from './reaches';

/** The values of variables that say how an attempt ended: `busy = err == -EBUSY`. */
const answersOf = oncePer(({ node }: CodePiece): ReadonlyMap<string, string> => {
  const found = new Map<string, string>();
  for (const store of node.descendantsOfType(['assignment_expression', 'init_declarator'])) {
    const target = store.childForFieldName('left') ?? store.childForFieldName('declarator');
    const value = store.childForFieldName('right') ?? store.childForFieldName('value');
    if (target?.type !== 'identifier' || value === null) continue;
    const text = value.text.slice(0, 1000);
    // An error code that is stored is no answer to a question.
    if (/[!=]=\s{0,9}-\s{0,9}E(BUSY|AGAIN)\b|mmu_interval_read_retry/.test(text))
      found.set(target.text, text);
  }
  return found;
});

/**
 * A condition as text, with what stands in it under other names: variables that hold a comparison, macros, and
 * functions of the driver's that check the sequence.
 */
export function meaningOf(home: CodeView, piece: CodePiece, condition: Node): string {
  const said = [condition.text];
  for (const { text } of condition.descendantsOfType('identifier')) {
    const answer = answersOf(piece).get(text);
    if (answer !== undefined) said.push(answer);
  }
  for (const call of condition.descendantsOfType('call_expression')) {
    const macro = macrosOf(home).get(calledName(call));
    if (macro !== undefined) said.push(macro);
    if (answersRetry(home, call)) said.push('mmu_interval_read_retry');
  }
  return said.join(' ');
}
