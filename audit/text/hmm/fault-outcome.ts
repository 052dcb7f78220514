// SPDX-License-Identifier: GPL-2.0-or-later

import { labelsOf } from '../code/labels';
import { allEnclosing, LOOPS } from '../code/nodes';
import type { NumberValue } from '../code/number-value';
import type { Node } from '../code/syntax';
import {
  type CodePiece,
  type FunctionView,
  homeOf,
  type Located,
  nodesOf,
  oncePer,
} from '../code/view';
import { answersIn, followedIn } from './answer-values';
import { AssumedRun } from './assumed-run';
import { callTakes } from './reaches';
import { isUse } from './stale-use';
import { isLedBack } from './variables';

/** What a function does after a range fault that succeeds, with nothing invalidated since, and after one that fails. */
interface FaultOutcome {
  readonly ok: AssumedRun;
  readonly failed: AssumedRun;
}

/** Any code but -EBUSY, which many try again. */
export const FAILURE = -1;

/** A call that leads to a range fault; without what follows from its return code, it is not followed. */
interface Walk extends Located {
  readonly outcome: FaultOutcome | undefined;
}

const walksIn = oncePer((fn: FunctionView): readonly Walk[] =>
  nodesOf(fn, 'call_expression')
    .filter(({ node }) => callTakes(homeOf(fn), node, 'fault'))
    .map((place, at) => {
      const outcome = at < followedIn(fn) ? outcomeAfter(fn, place.node) : undefined;
      return { ...place, outcome };
    }),
);

/** What follows from the return code of a call in a function; undefined if it leads to no range fault, or is not followed. */
export function faultOutcomeOf(fn: FunctionView, call: Node): FaultOutcome | undefined {
  return walksIn(fn).find(({ node }) => node === call)?.outcome;
}

/** The calls that are not: the function is too long for all of them, or nested too deeply. */
export function faultsNotFollowed(fn: FunctionView): readonly Located[] {
  return walksIn(fn).filter(({ outcome }) => outcome === undefined);
}

function outcomeAfter(fn: FunctionView, call: Node): FaultOutcome | undefined {
  const code = (number: number): [Node, NumberValue] => [call, { number, isAssumed: true }];
  // What a failed walk has to do with entries is done where they are still valid: a stale sequence may be its reason.
  const fresh = answersIn(fn).map((answer): [Node, NumberValue] => [
    answer.call,
    { number: answer.values.fresh, isAssumed: true },
  ]);
  const ok = new AssumedRun(fn, new Map([...fresh, code(0)]));
  const failed = new AssumedRun(fn, new Map([...fresh, code(FAILURE)]));
  return ok.isLost || failed.isLost ? undefined : { ok, failed };
}

/** Whether a run may come back to a call after a later node: by another round of a loop around both, or a jump. */
export function comesBack(run: AssumedRun, piece: CodePiece, later: Node, call: Node): boolean {
  const isRound = allEnclosing(call, ...LOOPS).some(
    (loop) => run.rounds.has(loop) && later.endIndex <= loop.endIndex,
  );
  return (
    isRound ||
    [...run.jumps].some((jump) => {
      const label = labelsOf(piece).get(jump.childForFieldName('label')?.text ?? '');
      return (
        label !== undefined &&
        jump.startIndex > later.startIndex &&
        label.startIndex <= call.startIndex
      );
    })
  );
}

/** Whether a loop, or a jump to a label, leads back from a call to what stands before it. */
function isInOneRound(fn: FunctionView, before: Node, call: Node): boolean {
  const isRound = allEnclosing(before, ...LOOPS).some(({ endIndex }) => call.endIndex <= endIndex);
  return isRound || fn.pieces.some((piece) => isLedBack(piece, before.startIndex, call.endIndex));
}

/** Where a function asks whether entries are still valid, and where it does something with them. */
interface Uses {
  readonly checks: readonly Node[];
  readonly entries: readonly Node[];
}

const usesIn = oncePer((fn: FunctionView): Uses => {
  const home = homeOf(fn);
  const calls = nodesOf(fn, 'call_expression').map(({ node }) => node);
  const pages = calls.filter((node) => callTakes(home, node, 'page'));
  return {
    checks: [...pages, ...calls.filter((node) => callTakes(home, node, 'retry'))],
    entries: [...pages, ...calls.filter((node) => isUse(fn, node))],
  };
});

/** The calls by which a function does something with entries. */
export function usesOfEntries(fn: FunctionView): readonly Node[] {
  return usesIn(fn).entries;
}

/**
 * Whether a function looks at what a range fault puts out, and does something with it, only where that has failed: 0 is
 * taken for the failure. A check by itself may ask why it has.
 */
export function isUsedOnlyAfterFailure(fn: FunctionView, call: Node): boolean {
  const { checks, entries } = usesIn(fn);
  const isLater = (node: Node): boolean => node.startIndex > call.endIndex;
  const outcome = fn.whole && checks.some(isLater) ? faultOutcomeOf(fn, call) : undefined;
  if (outcome === undefined) return false;
  const isOnlyFailed = (nodes: readonly Node[]): boolean => {
    const isReached = (run: AssumedRun, from: readonly Node[]): boolean =>
      from.some((node) => run.values.has(node));
    // What stands before the call may run after it, too.
    const again = nodes.filter((node) => isLater(node) || isInOneRound(fn, node, call));
    return isReached(outcome.failed, nodes.filter(isLater)) && !isReached(outcome.ok, again);
  };
  return isOnlyFailed(checks) && isOnlyFailed(entries);
}
