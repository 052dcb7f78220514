// SPDX-License-Identifier: GPL-2.0-or-later
import { calledName } from '../code/nodes';
import type { Node } from '../code/syntax';
import { type CodeView, type FunctionView, homeOf, nodesOf } from '../code/view';
import { functionNamed } from './functions';

/** A call that a driver can make itself, or leave to a function of its own. */
export type HmmStep = 'begin' | 'retry' | 'bound' | 'fault';

const STEPS: Readonly<Record<HmmStep, RegExp>> = {
  begin: /^mmu_interval_read_begin$|^hmm_range_fault_unlocked\w*$/,
  retry: /^mmu_interval_(read_retry|check_retry)$/,
  fault: /^hmm_range_fault(_\w+)?$/,
  bound:
    /^(time_(is_)?(after|before)\w*|ktime_\w+|get_jiffies_64|fatal_signal_pending|signal_pending\w*|\w+_(killable|interruptible)|hmm_range_fault_unlocked\w*)$/,
};

const known = new WeakMap<FunctionView, Map<HmmStep, boolean>>();

/** Whether a call takes the step, in a function that it leads to or by its own name. */
export function callTakes(home: CodeView, call: Node, step: HmmStep): boolean {
  const name = calledName(call);
  if (STEPS[step].test(name)) return true;
  const callee = functionNamed(home, name);
  return callee !== undefined && functionTakes(callee, step);
}

/**
 * Whether the result of a call says whether the sequence is out of date: of one that checks it, or of one that
 * faults and checks by itself. What faults by way of others has a result of its own.
 */
export function answersRetry(home: CodeView, call: Node): boolean {
  if (!callTakes(home, call, 'retry')) return false;
  const callee = functionNamed(home, calledName(call));
  if (callee === undefined || !functionTakes(callee, 'fault')) return true;
  return nodesOf(callee, 'call_expression').some(({ node }) => STEPS.retry.test(calledName(node)));
}

/** Whether a function, or one that it calls, takes the step. */
export function functionTakes(fn: FunctionView, step: HmmStep): boolean {
  const steps = known.get(fn) ?? new Map<HmmStep, boolean>();
  known.set(fn, steps);
  const answer = steps.get(step);
  if (answer !== undefined) return answer;
  // A function that calls itself finds nothing here.
  steps.set(step, false);
  const takes = nodesOf(fn, 'call_expression').some(({ node }) =>
    callTakes(homeOf(fn), node, step),
  );
  steps.set(step, takes);
  return takes;
}
