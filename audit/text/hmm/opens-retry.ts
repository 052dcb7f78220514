// SPDX-License-Identifier: GPL-2.0-or-later
import { calledName, enclosing, LOOPS } from '../code/nodes';
import type { Node } from '../code/syntax';
import { isRangeFault } from './attempt';

/**
 * Whether a condition holds because of this part of it alone, and its branch goes back or returns
 * what stands for a retry. Beside `&&` only a limit of time or attempts changes nothing about that:
 * a test of the sequence says that the result is stale.
 */
export function opensRetry(part: Node): boolean {
  let node = part;
  for (let around = node.parent; around !== null; node = around, around = around.parent) {
    switch (around.type) {
      case 'parenthesized_expression':
        if (
          node.type !== 'parenthesized_expression' &&
          /_statement$/.test(around.parent?.type ?? '')
        ) {
          return around.parent !== null && retries(around.parent);
        }
        break;
      case 'argument_list':
        break;
      case 'call_expression':
        if (!/^(un)?likely$/.test(calledName(around))) return false;
        break;
      case 'binary_expression': {
        const operator = around.childForFieldName('operator')?.text;
        const left = around.childForFieldName('left');
        const other = left === node ? around.childForFieldName('right') : left;
        if (operator === '||') break;
        if (operator !== '&&' || other === null || !isLimit(other)) return false;
        break;
      }
      case 'for_statement':
        return retries(around);
      default:
        return false;
    }
  }
  return false;
}

/** Whether a condition only bounds how long or how often something is tried. */
function isLimit(condition: Node): boolean {
  const text = condition.text.slice(0, 400);
  if (/retry\w{0,60}\s{0,9}\(|stale|invalid|seq/i.test(text)) return false;
  return /time_(after|before)|jiffies|ktime|time_?out|signal_pending|retries|tries|attempts|loops|max_|_max|--|\+\+/i.test(
    text,
  );
}

/** Whether the branch that a condition opens goes back, or is shared with -EBUSY. */
function retries(statement: Node): boolean {
  if (/^(while|do|for)_statement$/.test(statement.type)) {
    return statement.descendantsOfType('call_expression').some(isRangeFault);
  }
  const condition = statement.childForFieldName('condition')?.text ?? '';
  if (statement.type !== 'if_statement') return false;
  if (/EBUSY|EAGAIN/.test(condition)) return true;
  const branch = statement.childForFieldName('consequence');
  const first = branch?.type === 'compound_statement' ? branch.namedChildren[0] : branch;
  switch (first?.type) {
    case 'continue_statement':
      return isEndless(enclosing(first, ...LOOPS));
    case 'goto_statement':
      return /again|retry|repeat/i.test(first.text);
    case 'return_statement':
      return /^return\s*-\s*E(BUSY|AGAIN)\b/.test(first.text);
    case 'expression_statement':
      return /^\w+\s*=\s*-\s*E(BUSY|AGAIN)\b/.test(first.text);
    default:
      return false;
  }
}

/** In a loop over the parts of a range, `continue` after success goes on to the next. */
function isEndless(loop: Node | undefined): boolean {
  if (loop === undefined) return true;
  if (loop.type === 'for_statement') {
    return (
      loop.childForFieldName('condition') === null && loop.childForFieldName('update') === null
    );
  }
  return /^\(\s*(1|true)\s*\)$/.test(loop.childForFieldName('condition')?.text ?? '');
}
