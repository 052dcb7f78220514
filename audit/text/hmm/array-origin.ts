// SPDX-License-Identifier: GPL-2.0-or-later
import { lineOf } from '../code/fragment';
import type { CodeLine } from '../code/lines';
import { argumentsOf, calledName, enclosing, LOOPS } from '../code/nodes';
import { stackArrays } from '../code/stack-arrays';
import type { Node } from '../code/syntax';
import { type CodeView, type FunctionView, nodesOf } from '../code/view';
import type { ArrayGiven } from './entries';
import { allocationOf, eventsOf, objectOf, rootOf } from './ranges';

/** An allocation, or an array on the stack, and whether its content is 0. */
export interface ArrayOrigin {
  readonly text: string;
  readonly zeroed: boolean;
  readonly line: CodeLine | undefined;
}

/** Where the array comes from: an allocation, or the stack. undefined: somewhere else. */
export function arrayOrigin(
  { view }: { readonly view: CodeView },
  fn: FunctionView,
  { value }: ArrayGiven,
): ArrayOrigin | undefined {
  const here = allocationOf(value);
  if (here !== undefined) return { text: `${here.name}()`, zeroed: here.zeroed, line: undefined };
  const object = objectOf(value);
  if (object === undefined) return undefined;
  const events = (eventsOf(fn).get(rootOf(object)) ?? []).filter(({ base }) => base === object);
  const cleared = events.some(({ effect }) => effect.kind === 'zero') || clearsEntries(fn, object);
  const local = stackArrays(view, fn).find(({ name }) => name === object);
  if (local !== undefined) {
    const zeroed = cleared || local.node.parent?.type === 'init_declarator';
    return { text: `${object} on the stack`, zeroed, line: lineOf(local.fragment, local.node) };
  }
  for (const { node } of events) {
    const from = node.childForFieldName('right') ?? node.childForFieldName('value');
    const allocation = from === null ? undefined : allocationOf(from);
    if (allocation === undefined) continue;
    return { text: `${allocation.name}()`, zeroed: cleared || allocation.zeroed, line: undefined };
  }
  return undefined;
}

/** Whether a loop writes 0 to every entry, or a function does that clears words or bits. */
function clearsEntries(fn: FunctionView, array: string): boolean {
  return nodesOf(fn, 'assignment_expression', 'call_expression').some(({ node }) => {
    if (node.type === 'call_expression') {
      const [target, value] = argumentsOf(node);
      const clears = /^(bitmap_zero|memzero\w*)$/.test(calledName(node));
      const fills =
        /^memset(_l|32|64|_ul)$/.test(calledName(node)) && value !== undefined && isZero(value);
      return (clears || fills) && target !== undefined && objectOf(target) === array;
    }
    const left = node.childForFieldName('left');
    const right = node.childForFieldName('right');
    if (
      left?.type !== 'subscript_expression' ||
      right === null ||
      enclosing(node, ...LOOPS) === undefined
    )
      return false;
    const operator = node.childForFieldName('operator')?.text ?? '';
    return /^&?=$/.test(operator) && isZero(right) && objectOf(left) === array;
  });
}

function isZero({ text }: Node): boolean {
  return /^\(*(0|0x0+)(u|l){0,3}\)*$/i.test(text);
}
