// SPDX-License-Identifier: GPL-2.0-or-later
import { allEnclosing, argumentsOf, calledName, variableOf } from '../code/nodes';
import type { Node } from '../code/syntax';
import { type FunctionView, functionText, homeOf, nodesOf, oncePer } from '../code/view';
import { functionNamed } from './functions';

/** What takes a lock: functions of the kernel's, of a driver's that say so, and guards. */
const TAKES =
  /(?:^|_)(?:try)?lock(?:_(?:irq|irqsave|bh|killable|interruptible|nested|read|write|shared|slow))?$|^down(?:_|$)|^(?:scoped_)?(?:cond_)?guard\b/;
const GIVES_BACK = /unlock|^up(?:_(?:read|write)|$)/;
/** The locks of the memory that is walked, and what only readers of lists and pages take. */
const OTHERS = /^(?:mmap|vma|s?rcu|folio|page|pte|pmd|task|i_mmap|anon_vma)_|^lock_(?:page|folio)/;
const MMAP_LOCK = /\bmmap_(?:lock|sem)\b/;

/** A call that takes a lock, or gives one back. */
export interface LockEvent {
  readonly node: Node;
  readonly takes: boolean;
  /** What lock it is, as written. */
  readonly lock: string;
  /** Of a guard: where it is held. */
  readonly scope: Node | undefined;
}

/** `guard(mutex)(&own->lock)` is a call of what a call gives. */
function nameIn(call: Node): string {
  return calledName(call) || (call.childForFieldName('function')?.text ?? '');
}

/** Where a function takes and gives back locks of its driver's, in the order of the text. */
export const lockEvents = oncePer((fn: FunctionView): readonly LockEvent[] =>
  nodesOf(fn, 'call_expression').flatMap(({ node }): LockEvent[] => {
    const name = nameIn(node);
    const lock = argumentsOf(node)
      .map(({ text }) => text.replace(/\s+/g, ''))
      .join();
    if (OTHERS.test(name) || MMAP_LOCK.test(lock)) return [];
    if (GIVES_BACK.test(name)) return [{ node, takes: false, lock, scope: undefined }];
    return TAKES.test(name) ? [{ node, takes: true, lock, scope: scopeOf(name, node) }] : [];
  }),
);

/** `guard()` holds until the end of the block that it stands in, `scoped_guard()` for the statement after it. */
function scopeOf(name: string, call: Node): Node | undefined {
  if (/^guard\b/.test(name)) return allEnclosing(call, 'compound_statement')[0];
  if (!/guard\b/.test(name)) return undefined;
  const [statement] = allEnclosing(call, 'expression_statement');
  // Without braces, the parser takes what follows for a part of the same statement.
  if (statement === undefined || statement.endIndex > call.endIndex + 1) return statement;
  const siblings = statement.parent?.namedChildren ?? [];
  return siblings.find(({ startIndex }) => startIndex >= statement.endIndex);
}

/** Whether a call of a function in sight may return with a lock. */
export function mayReturnLocked(fn: FunctionView, call: Node): boolean {
  const callee = functionNamed(homeOf(fn), calledName(call));
  return callee !== undefined && callee !== fn && endsLocked(callee);
}

/** A function that calls itself takes nothing here. */
const ending = new WeakMap<FunctionView, boolean>();
/** Through how many functions a lock is followed that one returns with from another. */
const DEPTH_LIMIT = 100;
let depth = 0;

function endsLocked(fn: FunctionView): boolean {
  const known = ending.get(fn);
  if (known !== undefined || depth === DEPTH_LIMIT) return known ?? false;
  ending.set(fn, false);
  depth++;
  const end = Math.max(...fn.pieces.map(({ node }) => node.endIndex));
  const returns = nodesOf(fn, 'return_statement').map(({ node }) => node);
  const found = [...returns, { startIndex: end, endIndex: end }].some((place) =>
    isHeldAt(fn, place, false),
  );
  depth--;
  ending.set(fn, found);
  return found;
}

/** What says that whoever calls a function holds a lock. */
export const HELD_BY_CALLER = /\blockdep_(?:assert|is)_held|\b__must_hold|_assert_held/;

/** Whether a lock of the driver's may be held where a function has come to a node, for all that is in sight. */
export function mayHoldLock(fn: FunctionView, node: Node): boolean {
  return !fn.whole || HELD_BY_CALLER.test(functionText(fn)) || isHeldAt(fn, node);
}

type Place = Pick<Node, 'startIndex' | 'endIndex'>;

/** @param byGuards whether what a guard holds counts, which is given back by a return. */
function isHeldAt(fn: FunctionView, place: Place, byGuards = true): boolean {
  const before = ({ startIndex }: Node): boolean => startIndex < place.startIndex;
  const calls = nodesOf(fn, 'call_expression').map(({ node }) => node);
  if (calls.some((call) => before(call) && mayReturnLocked(fn, call))) return true;
  return eventsHeldAt(fn, place, byGuards).length > 0;
}

/** Where a function may have taken the locks that it holds at a place, by itself. */
export function eventsHeldAt(
  fn: FunctionView,
  place: Place,
  byGuards = true,
): readonly LockEvent[] {
  const events = lockEvents(fn).filter(({ node }) => node.startIndex < place.startIndex);
  return events.filter(({ node: taken, takes, lock, scope }, at) => {
    if (scope !== undefined)
      return byGuards && scope.startIndex <= place.startIndex && place.startIndex < scope.endIndex;
    const givenBack = events.slice(at + 1).filter((one) => !one.takes && one.lock === lock);
    if (!takes || isRefused(taken, place)) return false;
    return !givenBack.some(({ node }) => isPassed(node, taken, place));
  });
}

/** Whether a place is in what is done if a signal has kept a call from taking its lock. */
function isRefused(taken: Node, { startIndex, endIndex }: Place): boolean {
  if (!/_(?:interruptible|killable)$/.test(calledName(taken))) return false;
  const [statement] = allEnclosing(taken, 'expression_statement', 'declaration', 'if_statement');
  const isCondition = statement?.type === 'if_statement';
  const siblings = statement?.parent?.namedChildren ?? [];
  const after = siblings.find((one) => one.startIndex > (statement?.endIndex ?? 0));
  const decision = isCondition ? statement : after;
  if (decision?.type !== 'if_statement') return false;
  const asked = decision.childForFieldName('condition')?.text.replace(/[\s()]/g, '');
  if (!isCondition && asked !== variableOf(taken)) return false;
  const branch = decision.childForFieldName('consequence');
  return branch !== null && branch.startIndex <= startIndex && endIndex <= branch.endIndex;
}

const BRANCHES: readonly string[] = ['if_statement', 'else_clause', 'case_statement'];

/** Whether what gives a lock back lies on every way from where it is taken to a place, but for those that leave before. */
function isPassed(given: Node, taken: Node, place: Place): boolean {
  const holds = (around: Node, { startIndex, endIndex }: Place): boolean =>
    around.startIndex <= startIndex && endIndex <= around.endIndex;
  for (let around = given.parent; around !== null; around = around.parent) {
    if (holds(around, place) || holds(around, taken)) return true;
    if (BRANCHES.includes(around.type)) return false;
  }
  return true;
}
