// SPDX-License-Identifier: GPL-2.0-or-later
import { lineOf } from '../code/fragment';
import type { CodeLine } from '../code/lines';
import { argumentsOf, calledName, enclosing, LOOPS } from '../code/nodes';
import { stackArrays } from '../code/stack-arrays';
import type { Node } from '../code/syntax';
import { type CodeView, type FunctionView, nodesOf, oncePer } from '../code/view';
import type { ArrayGiven } from './entries';
import { allocationOf, eventsOf, objectOf, rootOf } from './ranges';

/** An allocation, or an array on the stack, and whether its content is 0. */
interface ArrayOrigin {
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
  const cleared =
    events.some(({ effect }) => effect.kind === 'zero') || clearedArrays(fn).has(object);
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

/** The arrays of which a loop writes 0 to every entry, or a function does that clears words or bits. */
const clearedArrays = oncePer(
  (fn: FunctionView): ReadonlySet<string> =>
    new Set(
      nodesOf(fn, 'assignment_expression', 'call_expression').flatMap(
        ({ node }) =>
          (node.type === 'call_expression' ? clearedByCall(node) : clearedByStore(node)) ?? [],
      ),
    ),
);

function clearedByCall(call: Node): string | undefined {
  const [target, value] = argumentsOf(call);
  const clears = /^(bitmap_zero|memzero\w*)$/.test(calledName(call));
  const fills =
    /^memset(_l|32|64|_ul)$/.test(calledName(call)) && value !== undefined && isZero(value);
  return (clears || fills) && target !== undefined ? objectOf(target) : undefined;
}

function clearedByStore(store: Node): string | undefined {
  const [left, right] = [store.childForFieldName('left'), store.childForFieldName('right')];
  if (left?.type !== 'subscript_expression' || right === null || !isZero(right)) return undefined;
  const operator = store.childForFieldName('operator')?.text ?? '';
  const isLoop = /^&?=$/.test(operator) && enclosing(store, ...LOOPS) !== undefined;
  return isLoop ? objectOf(left) : undefined;
}

function isZero({ text }: Node): boolean {
  return /^\(*(0|0x0+)(u|l){0,3}\)*$/i.test(text);
}
