// SPDX-License-Identifier: GPL-2.0-or-later
import { calledName } from '../code/nodes';
import type { Node } from '../code/syntax';
import { type CodeView, type FunctionView, homeOf, nodesIn, nodesOf, oncePer } from '../code/view';
import { filesOfDriver } from './driver-files';
import { functionNamed } from './functions';
import { mayHoldLock } from './locks';

/** The callbacks of a driver that are told of invalidations, as far as they are in sight. */
export const invalidateCallbacks = oncePer((view: CodeView): readonly FunctionView[] => {
  const found = filesOfDriver(view).flatMap((one) =>
    nodesIn(one, 'initializer_pair').flatMap(({ node }) => {
      if (!/^\.\s?invalidate$/.test(node.namedChildren[0]?.text ?? '')) return [];
      return functionNamed(one, node.childForFieldName('value')?.text ?? '') ?? [];
    }),
  );
  return [...new Set(found)].filter((fn) => sequencesSet(fn).length > 0);
});

/** Where a callback raises the sequence, by itself or by a function in sight. */
function sequencesSet(fn: FunctionView): readonly Node[] {
  return nodesOf(fn, 'call_expression')
    .map(({ node }) => node)
    .filter((node) => setsSequence(homeOf(fn), node));
}

function setsSequence(view: CodeView, call: Node): boolean {
  const name = calledName(call);
  if (name === 'mmu_interval_set_seq') return true;
  const callee = functionNamed(view, name);
  return callee !== undefined && setsByItself(callee);
}

const setsByItself = oncePer((fn: FunctionView): boolean =>
  nodesOf(fn, 'call_expression').some(({ node }) => calledName(node) === 'mmu_interval_set_seq'),
);

/** Whether all callbacks of a driver that are in sight raise the sequence under a lock; undefined if none is in sight. */
export const raisesUnderLock = oncePer((view: CodeView): boolean | undefined => {
  const callbacks = invalidateCallbacks(view);
  if (callbacks.length === 0) return undefined;
  return callbacks.every((fn) => sequencesSet(fn).every((node) => isUnderLock(fn, node)));
});

function isUnderLock(fn: FunctionView, node: Node): boolean {
  if (mayHoldLock(fn, node)) return true;
  const callee = functionNamed(homeOf(fn), calledName(node));
  return callee !== undefined && sequencesSet(callee).every((inner) => mayHoldLock(callee, inner));
}
