// SPDX-License-Identifier: GPL-2.0-or-later
import { calledName } from '../code/nodes';
import type { Node } from '../code/syntax';
import { type CodeView, type FunctionView, homeOf, nodesIn, nodesOf, oncePer } from '../code/view';
import { filesOfDriver } from './driver-files';
import { callSitesOf, functionNamed } from './functions';
import { mayHoldLock } from './locks';
import { callTakes } from './reaches';
import { locksAt } from './which-lock';

/** The callbacks of a driver that are told of invalidations, as far as they are in sight. */
export const invalidateCallbacks = oncePer((view: CodeView): readonly FunctionView[] => {
  const own = callbacksIn(filesOfDriver(view));
  // What faults ranges for other drivers is told of nothing itself: they are.
  return own.length > 0 ? own : callbacksIn(filesThatCall(view));
});

/** The files that call a function of another one. */
function filesThatCall(view: CodeView): readonly CodeView[] {
  const sites = view.functions.flatMap(callSitesOf);
  return [...new Set(sites.map(({ caller }) => homeOf(caller)))];
}

function callbacksIn(views: readonly CodeView[]): readonly FunctionView[] {
  return callbacksNamedIn(views).filter((fn) => sequencesSet(fn).length > 0);
}

/** The functions that files give as callbacks of an invalidation, whether or not they raise a sequence. */
export function callbacksNamedIn(views: readonly CodeView[]): readonly FunctionView[] {
  const found = views.flatMap((one) =>
    nodesIn(one, 'initializer_pair').flatMap(({ node }) => {
      // Since 7.3 in two steps, of which the first one raises the sequence.
      if (!/^\.\s?invalidate(?:_start)?$/.test(node.namedChildren[0]?.text ?? '')) return [];
      return functionNamed(one, node.childForFieldName('value')?.text ?? '') ?? [];
    }),
  );
  return [...new Set(found)].filter(isOfInterval);
}

/** Other interfaces have callbacks of that name, too. */
function isOfInterval({ pieces }: FunctionView): boolean {
  return pieces.some(({ node }) => /\bmmu_interval_notifier\b/.test(headOf(node)));
}

function headOf(definition: Node): string {
  return definition.childForFieldName('declarator')?.text ?? '';
}

/** Where a callback raises the sequence, by itself or by a function in sight. */
export const sequencesSet = oncePer((fn: FunctionView): readonly Node[] =>
  nodesOf(fn, 'call_expression')
    .map(({ node }) => node)
    .filter((node) => callTakes(homeOf(fn), node, 'raise')),
);

/** Whether all callbacks of a driver that are in sight raise the sequence under a lock; undefined if none is in sight. */
export const raisesUnderLock = oncePer((view: CodeView): boolean | undefined => {
  const callbacks = invalidateCallbacks(view);
  if (callbacks.length === 0) return undefined;
  return callbacks.every((fn) => sequencesSet(fn).every((node) => isUnderLock(fn, node)));
});

/** The names of the locks under which the callbacks of a driver raise the sequence; undefined if there may be others. */
export const locksOfInvalidation = oncePer((view: CodeView): ReadonlySet<string> | undefined => {
  const found = invalidateCallbacks(view).flatMap((fn) =>
    sequencesSet(fn).map((node) => locksHeld(fn, node)),
  );
  const names = found.flatMap((locks) => [...(locks ?? [])]);
  return found.includes(undefined) ? undefined : new Set(names);
});

function locksHeld(fn: FunctionView, node: Node): ReadonlySet<string> | undefined {
  const callee = functionNamed(homeOf(fn), calledName(node));
  const own = locksAt(fn, node);
  if (callee === undefined || own === undefined) return own;
  const inner = sequencesSet(callee).map((one) => locksAt(callee, one));
  const names = inner.flatMap((locks) => [...(locks ?? [])]);
  return inner.includes(undefined) ? undefined : new Set([...own, ...names]);
}

/** Whether a callback, or a function in sight that it calls, may hold a lock where the sequence is raised. */
export function isUnderLock(fn: FunctionView, node: Node): boolean {
  if (mayHoldLock(fn, node)) return true;
  const callee = functionNamed(homeOf(fn), calledName(node));
  return callee !== undefined && sequencesSet(callee).every((inner) => mayHoldLock(callee, inner));
}
