// SPDX-License-Identifier: GPL-2.0-or-later
import { allEnclosing, calledName, LOOPS } from '../code/nodes';
import { type NumberValue, plainNumber } from '../code/number-value';
import type { Node } from '../code/syntax';
import { type FunctionView, homeOf, nodesOf, oncePer } from '../code/view';
import { answersIn } from './answer-values';
import { AssumedRun } from './assumed-run';
import { faultsItself } from './attempt';
import { entriesRead } from './entry-runs';
import { FAILURE, faultOutcomeOf, usesOfEntries } from './fault-outcome';
import { functionNamed } from './functions';
import { takesBack } from './stale-use';
import { isTellingCall, tellsAtMost } from './tells';

/**
 * How a return code of a range fault is not looked at: nothing depends on it, and the entries are used; nothing does,
 * and they are not used here; or something does, and they are used all the same where the range fault has failed.
 */
export type FaultIgnored = 'used' | 'unread' | 'passed';

/** Whether a function goes on after a call that leads to a range fault as if that could not fail; undefined if not, or not for certain. */
export function faultIgnored(fn: FunctionView, call: Node): FaultIgnored | undefined {
  // What is too long, or nested too deeply, is noted by another rule.
  const outcome = fn.whole && !isBroken(fn) ? faultOutcomeOf(fn, call) : undefined;
  if (outcome === undefined) return undefined;
  const failed = runOfFailure(fn, call, failureTold(fn, call) ?? FAILURE);
  const asked = failed.values.has(call) ? askedBy(failed) : 'elsewhere';
  if (asked === 'elsewhere') return undefined;
  const isAround = (use: Node): boolean =>
    use.startIndex <= call.startIndex && call.endIndex <= use.endIndex;
  // What a failure alone leads to makes it good.
  const { ok } = outcome;
  const isUsed = usedIn(fn).some(
    (use) => !isAround(use) && failed.isOnlyAfterCall(use) && ok.values.has(use),
  );
  // What is returned of the last round is lost of those before it.
  const isLost = asked === 'returned' && isRepeated(failed, call);
  if (asked === 'nowhere' || isLost) return isUsed ? 'used' : 'unread';
  return isUsed ? 'passed' : undefined;
}

/** Whether parts of a function are not those of one program: branches of the preprocessor, or what is no C. */
const isBroken = oncePer(({ pieces }: FunctionView): boolean =>
  pieces.some(({ node }) => {
    const body = node.childForFieldName('body');
    return body === null || body.descendantsOfType(NO_STATEMENTS).some(breaks);
  }),
);

/** `container_of(work, struct own, work)`: a type among the arguments is no C to the parser, and breaks no statement. */
function breaks(node: Node): boolean {
  const isInArguments = allEnclosing(node, 'argument_list').length > 0;
  return node.type !== 'ERROR' || !isInArguments || /[;{}]/.test(node.text);
}

const NO_STATEMENTS = ['ERROR', 'preproc_if', 'preproc_ifdef', 'preproc_else', 'preproc_elif'];

/** A function after a range fault that has failed; that a check of the sequence finds nothing does not follow from it. */
function runOfFailure(fn: FunctionView, call: Node, code: number): AssumedRun {
  const fresh = answersIn(fn).map((answer): [Node, NumberValue] => [
    answer.call,
    plainNumber(answer.values.fresh),
  ]);
  return new AssumedRun(fn, new Map([...fresh, [call, { number: code, isAssumed: true }]]));
}

/** Calls that a failure is followed through to where it is told. */
const CALL_LIMIT = 3;

/** What a call of a function in sight returns where the range fault in it has failed, if that is told by an error code; undefined if not. */
export function failureTold(fn: FunctionView, call: Node): number | undefined {
  if (faultsItself(homeOf(fn), call)) return FAILURE;
  const callee = functionNamed(homeOf(fn), calledName(call));
  return callee === undefined || callee === fn ? undefined : failureOf(callee, 0);
}

const failures = new WeakMap<FunctionView, number | undefined>();

function failureOf(fn: FunctionView, depth: number): number | undefined {
  if (failures.has(fn)) return failures.get(fn);
  // A function that calls itself tells nothing here.
  failures.set(fn, undefined);
  const isCode = fn.pieces.some(({ node }) => node.childForFieldName('type')?.text === 'int');
  const told = isCode && fn.whole && depth < CALL_LIMIT ? codeTold(fn, depth) : undefined;
  failures.set(fn, told);
  return told;
}

/** A function tells a failure that returns something by it, and nothing but error codes. */
function codeTold(fn: FunctionView, depth: number): number | undefined {
  const isFault = (call: Node): boolean => {
    if (faultsItself(homeOf(fn), call)) return true;
    const callee = functionNamed(homeOf(fn), calledName(call));
    return callee !== undefined && failureOf(callee, depth + 1) === FAILURE;
  };
  const tells = nodesOf(fn, 'call_expression').some(({ node }) => {
    if (!isFault(node) || faultOutcomeOf(fn, node) === undefined) return false;
    return runOfFailure(fn, node, FAILURE).result?.isAssumed === true;
  });
  return tells ? FAILURE : undefined;
}

/** Where a function does something with the entries of its range faults. */
const usedIn = oncePer((fn: FunctionView): readonly Node[] => [
  ...usesOfEntries(fn).filter((use) => !takesBack(use)),
  ...entriesRead(fn),
]);

/** Whether another round of a loop around a call may follow. */
function isRepeated({ rounds }: AssumedRun, call: Node): boolean {
  return allEnclosing(call, ...LOOPS).some((loop) => rounds.has(loop));
}

/**
 * What depends on a return code: nothing; only what is returned; decisions that all go the way of a failure; or something
 * that is not followed, such as a member, a call, or a decision that also depends on something else.
 */
function askedBy(failed: AssumedRun): 'nowhere' | 'returned' | 'decided' | 'elsewhere' {
  let asked: 'nowhere' | 'returned' | 'decided' = 'nowhere';
  for (const [node, { number, isAssumed }] of failed.ends) {
    if (!isAssumed || isOnlyTold(node)) continue;
    if (isReturned(node)) {
      if (asked === 'nowhere') asked = 'returned';
    } else if (number === undefined || !isDecision(node)) return 'elsewhere';
    else asked = 'decided';
  }
  return asked;
}

function isDecision({ field }: Node): boolean {
  return field === 'condition';
}

function isReturned({ parent }: Node): boolean {
  return parent?.type === 'return_statement';
}

/** What is given to a call that only reports it, and a decision that leads to nothing else. */
function isOnlyTold(node: Node): boolean {
  const call = node.parent?.parent ?? undefined;
  if (node.parent?.type === 'argument_list') return call !== undefined && isTellingCall(call);
  const decision = node.field === 'condition' ? node.parent : null;
  return decision?.type === 'if_statement' && tellsAtMost(decision);
}
