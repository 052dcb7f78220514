// SPDX-License-Identifier: GPL-2.0-or-later
import { calledName, enclosing, LOOPS } from '../code/nodes';
import type { Node } from '../code/syntax';
import { isRangeFault } from './attempt';

/** An error code that says that it has to be tried again. */
const AGAIN = /-\s{0,9}E(?:AGAIN|BUSY)\b/;
const AGAIN_ALONE = /^\(?-\s{0,9}E(?:AGAIN|BUSY)\)?$/;

/** Whether a value says that it has to be tried again. */
export function saysAgain(value: Node | null): boolean {
  return value !== null && AGAIN_ALONE.test(value.text);
}

/**
 * Whether a branch, or the statements that are left of a block, do nothing with the result of a range fault but
 * leave it or try again: with -EAGAIN or -EBUSY, by a jump to such a label, or by the next round of an endless loop.
 */
export function givesUp(statements: readonly Node[]): boolean {
  for (const one of statements) {
    switch (one.type) {
      case 'comment':
        continue;
      case 'compound_statement':
        return givesUp([...one.namedChildren, ...statements.slice(statements.indexOf(one) + 1)]);
      case 'return_statement':
        return saysAgain(one.namedChildren[0] ?? null);
      case 'goto_statement':
        return /again|retry|repeat|restart/i.test(one.childForFieldName('label')?.text ?? '');
      case 'continue_statement':
        return isRoundOfAttempts(one);
      case 'expression_statement': {
        const [value] = one.namedChildren;
        if (value?.type === 'assignment_expression') {
          return saysAgain(value.childForFieldName('right'));
        }
        if (value?.type === 'call_expression' && doesNothing(calledName(value))) continue;
        return false;
      }
      default:
        return false;
    }
  }
  const last = statements.at(-1);
  return last !== undefined && isLastOfRound(last);
}

/** What is done before leaving, and says nothing of why. */
const LEAVES = /unlock|^up_(?:read|write)$|^(?:pr|dev|drm|trace)_|free|put|^cond_resched$/;

/** Whether a call of this name does nothing with the result of a range fault. */
export function doesNothing(name: string): boolean {
  return LEAVES.test(name);
}

/** The statements of a branch, whether it has braces or not. */
export function branchStatements(branch: Node): readonly Node[] {
  const inner = branch.type === 'else_clause' ? (branch.namedChildren[0] ?? branch) : branch;
  return inner.type === 'compound_statement' ? inner.namedChildren : [inner];
}

/** Whether what comes after a statement is only the next round of a loop without an end of its own. */
function isLastOfRound(node: Node): boolean {
  const body = node.parent;
  const isLast = body?.namedChildren.at(-1)?.id === node.id;
  return isLast && body?.parent !== null && LOOPS.some((type) => type === body?.parent?.type)
    ? isRoundOfAttempts(node)
    : false;
}

/** A loop whose condition ends nothing, around a range fault: its next round is the next attempt. */
function isRoundOfAttempts(node: Node): boolean {
  const loop = enclosing(node, ...LOOPS);
  if (loop === undefined) return false;
  const condition = loop.childForFieldName('condition');
  const isEndless = condition === null || /^\(?\s{0,9}(?:1|true)\s{0,9}\)?$/.test(condition.text);
  return isEndless && loop.descendantsOfType('call_expression').some(isRangeFault);
}

/** Whether a text beside a test of the sequence only says that all went well, or that time is left. */
export function goesWithoutSaying(text: string): boolean {
  if (AGAIN.test(text)) return false;
  return (
    /^!\w+$|^!\w+<0$/.test(text) ||
    /^!?(?:time_|ktime_|signal_pending|fatal_signal_pending)|jiffies|timeout|^!?(?:--\w+|\w+--)$|tries|attempts|retries/.test(
      text,
    )
  );
}
