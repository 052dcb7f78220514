// SPDX-License-Identifier: GPL-2.0-or-later
import { lineOf } from '../code/fragment';
import type { CodeLine } from '../code/lines';
import { stackArrays } from '../code/stack-arrays';
import type { CodeView, FunctionView } from '../code/view';
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
  const cleared = events.some(({ effect }) => effect.kind === 'zero');
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
