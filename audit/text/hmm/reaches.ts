// SPDX-License-Identifier: GPL-2.0-or-later
import { calledName } from '../code/nodes';
import type { Node } from '../code/syntax';
import { type CodeView, type FunctionView, homeOf, nodesOf } from '../code/view';
import { functionNamed } from './functions';

/** A call that a driver can make itself, or leave to a function of its own. */
export type HmmStep = 'begin' | 'retry' | 'bound' | 'fault' | 'page';

/** The kernel's range faults: the call of all releases, and those since 7.3 that take the lock and the sequence themselves. */
export const RANGE_FAULT = /^hmm_range_fault(?:_locked|_unlocked\w*)?$/;

const STEPS: Readonly<Record<HmmStep, RegExp>> = {
  begin: /^mmu_interval_read_begin$|^hmm_range_fault_unlocked\w*$/,
  retry: /^mmu_interval_(read_retry|check_retry)$/,
  fault: RANGE_FAULT,
  page: /^hmm_pfn_to_(?:page|phys)$/,
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
  // The kernel's own, if its file is read, too: what it returns is an errno.
  if (STEPS.fault.test(calledName(call))) return false;
  if (!callTakes(home, call, 'retry')) return false;
  const callee = functionNamed(home, calledName(call));
  if (callee === undefined || !functionTakes(callee, 'fault')) return true;
  return nodesOf(callee, 'call_expression').some(({ node }) => STEPS.retry.test(calledName(node)));
}

/** A function on the way that is looked at, and how many of its calls have been. */
interface OnTheWay {
  readonly home: CodeView;
  readonly calls: readonly Node[];
  readonly steps: Map<HmmStep, boolean>;
  looked: number;
}

/**
 * Whether a function, or one that it calls, takes the step. Goes through them without calling itself: a file may
 * have thousands that call each other.
 */
export function functionTakes(fn: FunctionView, step: HmmStep): boolean {
  const answer = known.get(fn)?.get(step);
  if (answer !== undefined) return answer;
  const way = [enter(fn, step)];
  for (let one = way.at(-1); one !== undefined; one = way.at(-1)) {
    const call = one.calls[one.looked++];
    const name = call === undefined ? '' : calledName(call);
    const callee = call === undefined ? undefined : functionNamed(one.home, name);
    const taken = callee === undefined ? undefined : stepsOf(callee).get(step);
    if (STEPS[step].test(name) || taken === true) {
      for (const { steps } of way) steps.set(step, true);
      return true;
    }
    if (call === undefined) way.pop();
    else if (callee !== undefined && taken === undefined) way.push(enter(callee, step));
  }
  return false;
}

/** A function that calls itself finds nothing there. */
function enter(fn: FunctionView, step: HmmStep): OnTheWay {
  const steps = stepsOf(fn);
  steps.set(step, false);
  const calls = nodesOf(fn, 'call_expression').map(({ node }) => node);
  return { home: homeOf(fn), calls, steps, looked: 0 };
}

function stepsOf(fn: FunctionView): Map<HmmStep, boolean> {
  const steps = known.get(fn) ?? new Map<HmmStep, boolean>();
  known.set(fn, steps);
  return steps;
}
