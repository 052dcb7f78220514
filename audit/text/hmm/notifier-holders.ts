// SPDX-License-Identifier: GPL-2.0-or-later
import { argumentsOf, calledName } from '../code/nodes';
import type { Node } from '../code/syntax';
import { type CodeView, type FunctionView, functionText, nodesOf, oncePer } from '../code/view';
import { filesOfDriver } from './driver-files';
import { objectOf } from './ranges';

/** A member of a structure that is a notifier: `example.notifier`. */
type Holder = string;

/** The structure, and the member of it, of which a callback says that it is told: what it gives to `container_of()`. */
export const holderOf = oncePer((fn: FunctionView): Holder | undefined => {
  for (const { node } of nodesOf(fn, 'call_expression')) {
    if (calledName(node) !== 'container_of') continue;
    const [, type, member] = partsOf(node);
    const named = /^typeof\(\*(\w+)\)$/.exec(type ?? '')?.[1];
    const holder =
      named === undefined ? /^struct(\w+)$/.exec(type ?? '')?.[1] : structOf(fn, named);
    return holder === undefined || member === undefined ? undefined : `${holder}.${member}`;
  }
  return undefined;
});

/** The arguments of a macro that gets a type, which is no expression: as text, without blanks. */
function partsOf(call: Node): readonly string[] {
  const text = call.childForFieldName('arguments')?.text ?? '';
  return text.replace(/\s+/g, '').slice(1, -1).split(',');
}

/** The structure that a variable or a parameter is declared to point to, or to be. */
function structOf(fn: FunctionView, name: string): string | undefined {
  for (const [, holder, declared] of functionText(fn).matchAll(DECLARED))
    if (declared === name) return holder;
  return undefined;
}

const DECLARED = /\bstruct\s{1,9}(\w{1,80})\s{1,9}\*{0,2}(\w{1,80})\b/g;

/** The notifiers whose sequence a driver checks, or gives to a range by its address; one that only reads it waits for an invalidation to end. */
export const askedHolders = oncePer((view: CodeView): ReadonlySet<Holder> => {
  const functions = filesOfDriver(view).flatMap((file) => file.functions);
  return new Set(functions.flatMap((fn) => notifiersAsked(fn).flatMap((one) => named(fn, one))));
});

function named(fn: FunctionView, notifier: Node): readonly Holder[] {
  const object = objectOf(notifier);
  const [root, ...members] = object?.split('.') ?? [];
  const holder = root === undefined ? undefined : structOf(fn, root);
  return holder === undefined || members.length === 0 ? [] : [`${holder}.${members.join('.')}`];
}

const ASKS = /^mmu_interval_(?:read_retry|check_retry)$/;

function notifiersAsked(fn: FunctionView): readonly Node[] {
  const given = nodesOf(fn, 'call_expression').flatMap(({ node }) =>
    ASKS.test(calledName(node)) ? argumentsOf(node).slice(0, 1) : [],
  );
  const stored = nodesOf(fn, 'initializer_pair', 'assignment_expression').flatMap(({ node }) => {
    const target = node.childForFieldName('left') ?? node.namedChildren[0];
    const value = node.childForFieldName('right') ?? node.childForFieldName('value');
    const isNotifier = /(?:^|[.>])\s?notifier$/.test(target?.text ?? '');
    return isNotifier && value?.type === 'pointer_expression' ? [value] : [];
  });
  return [...given, ...stored];
}
