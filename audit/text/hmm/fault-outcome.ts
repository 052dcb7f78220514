// SPDX-License-Identifier: GPL-2.0-or-later

import { labelsOf } from '../code/labels';
import { allEnclosing, LOOPS } from '../code/nodes';
import type { NumberValue } from '../code/number-value';
import type { Node } from '../code/syntax';
import { type CodePiece, type FunctionView, homeOf, nodesOf, oncePer } from '../code/view';
import { answersIn, followedIn } from './answer-values';
import { AssumedRun } from './assumed-run';
import { callTakes } from './reaches';

/** What a function does after a range fault that succeeds, with nothing invalidated since, and after one that fails. */
interface FaultOutcome {
  readonly ok: AssumedRun;
  readonly failed: AssumedRun;
}

/** Any code but -EBUSY, which many try again. */
const FAILURE = -1;

const outcomes = new WeakMap<FunctionView, Map<Node, FaultOutcome | undefined>>();

/** What follows from the return code of a call in a function; undefined if it is not followed, as there are too many. */
export function faultOutcomeOf(fn: FunctionView, call: Node): FaultOutcome | undefined {
  const known = outcomes.get(fn) ?? new Map<Node, FaultOutcome | undefined>();
  outcomes.set(fn, known);
  if (known.has(call)) return known.get(call);
  const outcome = known.size < followedIn(fn) ? outcomeAfter(fn, call) : undefined;
  known.set(call, outcome);
  return outcome;
}

function outcomeAfter(fn: FunctionView, call: Node): FaultOutcome | undefined {
  const code = (number: number): [Node, NumberValue] => [call, { number, isAssumed: true }];
  const fresh = answersIn(fn).map((answer): [Node, NumberValue] => [
    answer.call,
    { number: answer.values.fresh, isAssumed: true },
  ]);
  const ok = new AssumedRun(fn, new Map([...fresh, code(0)]));
  const failed = new AssumedRun(fn, new Map([code(FAILURE)]));
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

/** Where a function asks whether entries are still valid, or takes pages from them. */
const usesIn = oncePer((fn: FunctionView): readonly Node[] => {
  const home = homeOf(fn);
  return nodesOf(fn, 'call_expression')
    .map(({ node }) => node)
    .filter((node) => callTakes(home, node, 'retry') || callTakes(home, node, 'page'));
});

/** Whether a function looks at what a range fault puts out only where that has failed: 0 is taken for the failure. */
export function isUsedOnlyAfterFailure(fn: FunctionView, call: Node): boolean {
  const uses = usesIn(fn).filter((node) => node.startIndex > call.endIndex);
  const outcome = fn.whole && uses.length > 0 ? faultOutcomeOf(fn, call) : undefined;
  if (outcome === undefined) return false;
  const isReached = (run: AssumedRun): boolean => uses.some((node) => run.values.has(node));
  return isReached(outcome.failed) && !isReached(outcome.ok);
}
