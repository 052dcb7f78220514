// SPDX-License-Identifier: GPL-2.0-or-later
import { calledName } from '../code/nodes';
import type { Node } from '../code/syntax';
import { type FunctionView, functionText, homeOf, nodesOf, oncePer } from '../code/view';
import { lastName } from './entries';
import { functionNamed } from './functions';
import { eventsHeldAt, HELD_BY_CALLER, type LockEvent, lockEvents, mayReturnLocked } from './locks';
import { objectOf } from './ranges';

/** What takes a lock that is told by its address; other functions are a driver's own, which may take any. */
const KERNELS =
  /^(?:mutex|(?:raw_)?spin|read|write)_(?:try)?lock(?:_\w+)?$|^down(?:_(?:read|write))?(?:_\w+)?$|^(?:scoped_)?guard\b/;

/** The name of the lock that a call takes: of the member, or of the variable that it is; undefined if it may be any. */
export function lockName({ node }: LockEvent): string | undefined {
  const name = calledName(node) || (node.childForFieldName('function')?.text ?? '');
  if (!KERNELS.test(name)) return undefined;
  const [lock] = node.childForFieldName('arguments')?.namedChildren ?? [];
  const isAddress =
    lock?.type === 'pointer_expression' && lock.childForFieldName('operator')?.text === '&';
  const object = isAddress ? objectOf(lock) : undefined;
  return object === undefined ? undefined : lastName(object);
}

/** The names of all locks that may be held where a function has come to a node; undefined if there may be others. */
export function locksAt(fn: FunctionView, node: Node): ReadonlySet<string> | undefined {
  if (!fn.whole || HELD_BY_CALLER.test(functionText(fn))) return undefined;
  const taken = eventsHeldAt(fn, node).map(lockName);
  const returned = nodesOf(fn, 'call_expression')
    .map((place) => place.node)
    .filter((call) => call.startIndex < node.startIndex && mayReturnLocked(fn, call))
    .flatMap((call) => {
      const callee = functionNamed(homeOf(fn), calledName(call));
      return callee === undefined ? [undefined] : locksTakenBy(callee);
    });
  return known([...taken, ...returned]);
}

function known(names: readonly (string | undefined)[]): ReadonlySet<string> | undefined {
  const found = names.flatMap((name) => name ?? []);
  return found.length === names.length ? new Set(found) : undefined;
}

/** The locks that a function takes, which it may return with; undefined among them if it calls others that do. */
const locksTakenBy = oncePer((fn: FunctionView): readonly (string | undefined)[] => {
  const calls = nodesOf(fn, 'call_expression').map(({ node }) => node);
  const inner = calls.some((call) => mayReturnLocked(fn, call)) ? [undefined] : [];
  const taken = lockEvents(fn).filter(({ takes }) => takes);
  return [...taken.map(lockName), ...inner];
});
