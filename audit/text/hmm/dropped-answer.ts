// SPDX-License-Identifier: GPL-2.0-or-later
import type { Fragment } from '../code/fragment';
import type { Node } from '../code/syntax';
import { type FunctionView, nodesOf } from '../code/view';
import { answersIn, isAskedInVain, isNothingElse } from './answer-values';
import { isRangeFault } from './attempt';
import { type Idle, idleAnswer } from './idle-answer';
import { usedIn } from './results';
import { isRetryCall } from './retry-answer';
import { isLocal, isRead, loopAround, reads } from './variables';

/** A call whose answer nobody looks at, or the store of one. */
interface DroppedAnswer {
  readonly fragment: Fragment;
  readonly node: Node;
  /** The variable that holds it; undefined if none does. */
  readonly variable: string | undefined;
  /** Whether something may look at it where the function is not shown. */
  readonly maybeRead: boolean;
  /** Why nothing depends on it, where it is looked at in vain. */
  readonly idle?: Idle;
}

/** The checks of the sequence in a function whose answers are dropped, at once or in a variable that nothing reads. */
export function droppedAnswers(fn: FunctionView): readonly DroppedAnswer[] {
  return nodesOf(fn, 'call_expression').flatMap(({ fragment, node }): DroppedAnswer[] => {
    // What a function of the driver's does beside its check may be what it is called for.
    const isCheck = isRetryCall(node) || isNothingElse(fn, node);
    if (isCheck && usedIn(node)?.type === 'expression_statement')
      return [{ fragment, node, variable: undefined, maybeRead: false }];
    const answer = answersIn(fn).find(({ call }) => call === node);
    if (answer === undefined) return [];
    const idle = isRetryCall(node) ? idleAnswer(fn, node) : undefined;
    if (idle !== undefined) {
      return [{ fragment, node, variable: undefined, maybeRead: false, idle }];
    }
    if (isAskedInVain(answer)) {
      const inVain = { reason: IN_VAIN, isSure: fn.whole };
      return [{ fragment, node, variable: undefined, maybeRead: false, idle: inVain }];
    }
    const store = storeOf(node);
    if (store === undefined || !isLocal(fn, store.name)) return [];
    const { name } = store;
    if (isOverwritten(store.node, name))
      return [{ fragment, node, variable: name, maybeRead: false }];
    if (fn.whole && isOfLastRound(store.node, name)) {
      const idle = {
        reason: `each round stores its answer in ${name}, and only that of the last one is looked at`,
        isSure: false,
      };
      return [{ fragment, node, variable: name, maybeRead: false, idle }];
    }
    return isRead(fn, name) ? [] : [{ fragment, node, variable: name, maybeRead: !fn.whole }];
  });
}

const IN_VAIN = 'what the answer is asked for is the same whether the sequence is stale or not';

interface Store {
  readonly name: string;
  readonly node: Node;
}

/** The variable that the truth of a call, or its opposite, is stored in. */
function storeOf(call: Node): Store | undefined {
  let operand = call;
  for (let around = call.parent; around !== null; operand = around, around = around.parent) {
    if (/^(?:parenthesized|cast|unary)_expression$/.test(around.type)) continue;
    const target = around.childForFieldName('left') ?? around.childForFieldName('declarator');
    const isStore =
      around.type === 'init_declarator' ||
      (around.type === 'assignment_expression' &&
        around.childForFieldName('operator')?.text === '=');
    const isStatement = /^(?:declaration|expression_statement)$/.test(around.parent?.type ?? '');
    return isStore && isStatement && target?.type === 'identifier' && operand !== target
      ? { name: target.text, node: around }
      : undefined;
  }
  return undefined;
}

/** Whether the next statement that names it, in the same block and without a jump before it, stores something else. */
function isOverwritten(store: Node, name: string): boolean {
  const statement = store.parent;
  const siblings = statement?.parent?.namedChildren ?? [];
  if (statement === null || statement.parent?.type !== 'compound_statement') return false;
  for (const one of siblings.slice(siblings.indexOf(statement) + 1)) {
    if (one.type === 'comment') continue;
    if (one.type !== 'expression_statement' || reads(one, name)) return false;
    const [value] = one.namedChildren;
    if (value?.type === 'assignment_expression' && value.childForFieldName('left')?.text === name)
      return true;
  }
  return false;
}

/** Whether a loop over several ranges stores an answer in each of its rounds, and looks at none of them. */
function isOfLastRound(store: Node, name: string): boolean {
  const loop = loopAround(store);
  const body = loop?.childForFieldName('body') ?? loop;
  if (loop === undefined || body === undefined) return false;
  const isFirst = body.namedChildren.some(({ type }) => type === 'break_statement');
  const mentioned = loop.descendantsOfType('identifier').filter(({ text }) => text === name);
  // The attempts of one range follow each other: there the last one is what counts.
  const isAttempt = loop.descendantsOfType('call_expression').some(isRangeFault);
  return mentioned.length === 1 && !isFirst && !isAttempt;
}
