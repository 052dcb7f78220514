// SPDX-License-Identifier: GPL-2.0-or-later
import { allEnclosing, argumentsOf, calledName, enclosing } from '../code/nodes';
import type { Node } from '../code/syntax';
import type { FunctionView } from '../code/view';
import { answersIn } from './answer-values';
import { rangeFaults } from './attempt';
import { faultOutcomeOf } from './fault-outcome';
import { lockEvents } from './locks';
import { usedIn } from './results';
import { statesBy } from './retry-answer';
import { isTelling, isTellingCall, statementsIn } from './tells';
import { isLocal, isRead } from './variables';

/** Why nothing depends on the answer of a call; and whether that can be on purpose. */
export interface Idle {
  readonly reason: string;
  readonly isSure: boolean;
}

/**
 * Whether the answer of a check of the sequence stands where nothing depends on it, although it is no statement by
 * itself: left of a comma, in a warning, or in a condition whose branch does nothing about it.
 */
export function idleAnswer(fn: FunctionView, call: Node): Idle | undefined {
  const around = usedIn(call);
  if (around === undefined) return undefined;
  if (around.type === 'comma_expression' && !isWithin(call, around.childForFieldName('right'))) {
    return { reason: 'the answer stands before a comma, and nobody looks at it', isSure: true };
  }
  const told = toldIn(fn, call);
  return told === undefined || isDecidedElsewhere(fn, call) ? undefined : told;
}

/** Whether a check's answer is only told, or is what a branch that does nothing about it hangs on. */
function toldIn(fn: FunctionView, call: Node): Idle | undefined {
  const telling = enclosing(call, 'call_expression');
  if (telling !== undefined && isTold(fn, telling, call)) {
    const reason = `${calledName(telling)}() reports an invalidation, and the code goes on all the same`;
    return { reason, isSure: true };
  }
  return idleBranch(fn, call);
}

/** Whether nothing hangs on a check that only tells: its walk has failed, or another check decides about the same walk. */
function isDecidedElsewhere(fn: FunctionView, call: Node): boolean {
  const faults = rangeFaults(fn).map(({ node }) => node);
  const walk = faults.findLast(({ endIndex }) => endIndex < call.startIndex);
  const outcome = walk === undefined ? undefined : faultOutcomeOf(fn, walk);
  if (outcome?.failed.values.has(call) && !outcome.ok.values.has(call)) return true;
  const notifier = argumentsOf(call)[0]?.text;
  return answersIn(fn).some(({ call: other }) => {
    if (other === call || argumentsOf(other)[0]?.text !== notifier) return false;
    const [first = call, last = call] =
      other.startIndex < call.startIndex ? [other] : [call, other];
    const isBetween = ({ startIndex }: Node): boolean =>
      first.startIndex < startIndex && startIndex < last.startIndex;
    // What was decided before the lock was taken can be otherwise since.
    const isPast =
      first === other && lockEvents(fn).some(({ node, takes }) => takes && isBetween(node));
    return !isPast && !faults.some(isBetween) && toldIn(fn, other) === undefined;
  });
}

/** Whether a check's answer is stored, by what stands around it in a place, where something else reads it. */
function isKept(fn: FunctionView, call: Node, place: Node): boolean {
  return allEnclosing(call, 'assignment_expression').some((store) => {
    const target = store.childForFieldName('left');
    if (target === null || !isWithin(store, place)) return false;
    return target.type !== 'identifier' || !isLocal(fn, target.text) || isRead(fn, target.text);
  });
}

function isWithin(node: Node, place: Node | null): boolean {
  return place !== null && node.startIndex >= place.startIndex && node.endIndex <= place.endIndex;
}

/** `WARN_ON(…)` as a statement, of a sequence that is stale; that it is not can be worth a warning. */
function isTold(fn: FunctionView, telling: Node, call: Node): boolean {
  if (!isTellingCall(telling) || !isStatement(telling)) return false;
  const given = telling.childForFieldName('arguments')?.namedChildren ?? [];
  const told = given.find((one) => isWithin(call, one));
  return told !== undefined && !isKept(fn, call, told) && statesBy(fn, told)?.yes === 'stale';
}

function isStatement(call: Node): boolean {
  return usedIn(call)?.type === 'expression_statement';
}

/** A branch that is taken where the sequence is stale, and does nothing, or only reports it. */
function idleBranch(fn: FunctionView, call: Node): Idle | undefined {
  const decision = enclosing(call, 'if_statement');
  const condition = decision?.childForFieldName('condition') ?? null;
  if (decision === undefined || condition === null || !isWithin(call, condition)) return undefined;
  if (isKept(fn, call, condition)) return undefined;
  const states = statesBy(fn, condition);
  if (states?.yes !== 'stale' || decision.childForFieldName('alternative') !== null)
    return undefined;
  const branch = decision.childForFieldName('consequence');
  const does = statementsIn(branch);
  if (does.length === 0) {
    return {
      reason: 'the sequence is checked, and nothing is done where it is stale',
      isSure: true,
    };
  }
  if (!does.every(isTelling)) return undefined;
  const reason = 'a stale sequence is only reported, and the code goes on all the same';
  return { reason, isSure: false };
}
