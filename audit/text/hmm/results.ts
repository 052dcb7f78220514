// SPDX-License-Identifier: GPL-2.0-or-later
import { calledName, plainText, variableOf } from '../code/nodes';
import type { Node } from '../code/syntax';
import { type CodeView, type FunctionView, homeOf, nodesOf } from '../code/view';
import { faultsItself } from './attempt';
import { functionNamed } from './functions';

const WRAPPER_DEPTH = 4;

/** Whether a call's value is the return code of a range fault: its own, or handed on by a function. */
export function givesResult(home: CodeView, call: Node, depth = 0): boolean {
  if (faultsItself(home, call)) return true;
  const callee = functionNamed(home, calledName(call));
  return callee !== undefined && depth < WRAPPER_DEPTH && handsOn(callee, depth);
}

const handing = new WeakMap<FunctionView, boolean>();

/** Whether a function returns nothing but the return code of its range fault, and error codes. */
function handsOn(fn: FunctionView, depth: number): boolean {
  const known = handing.get(fn);
  if (known !== undefined) return known;
  // A function that calls itself hands nothing on here.
  handing.set(fn, false);
  const results = nodesOf(fn, 'call_expression').filter(({ node }) =>
    givesResult(homeOf(fn), node, depth + 1),
  );
  const variables = new Set(results.flatMap(({ node }) => variableOf(node) ?? []));
  const isCode = (value: Node): boolean =>
    /^-\s{0,9}E\w+$/.test(plainText(value)) || results.some(({ node }) => node.id === value.id);
  const isResult = (value: Node): boolean => variables.has(value.text) || isCode(value);
  const returned = nodesOf(fn, 'return_statement').flatMap(({ node }) => node.namedChildren);
  const stores = nodesOf(fn, 'assignment_expression').filter(({ node }) =>
    variables.has(node.childForFieldName('left')?.text ?? ''),
  );
  const answer =
    fn.whole &&
    results.length > 0 &&
    returned.some((value) => isResult(value) && !/^-/.test(value.text)) &&
    returned.every(isResult) &&
    stores.every(({ node }) => {
      const value = node.childForFieldName('right');
      return value !== null && isCode(value);
    });
  handing.set(fn, answer);
  return answer;
}

/** What a call stands in, without the parentheses and casts around it. */
export function usedIn(call: Node): Node | undefined {
  let operand = call;
  while (operand.parent !== null && WRAPPING.test(operand.parent.type)) operand = operand.parent;
  return operand.parent ?? undefined;
}

const WRAPPING = /^(parenthesized_expression|cast_expression)$/;
