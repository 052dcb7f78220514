// SPDX-License-Identifier: GPL-2.0-or-later
import { macrosOf } from '../code/macros';
import { calledName } from '../code/nodes';
import type { Node } from '../code/syntax';
import { type CodeView, type FunctionView, homeOf, nodesOf } from '../code/view';
import { RANGE_FAULT, UNLOCKED_FAULT } from './fault-name';
import { functionNamed } from './functions';

/** A call that a driver can make itself, or leave to a function of its own. */
export type HmmStep = 'begin' | 'retry' | 'raise' | 'bound' | 'fault' | 'page';

const STEPS: Readonly<Record<HmmStep, RegExp>> = {
  begin: new RegExp(`^(?:mmu_interval_read_begin|${UNLOCKED_FAULT})$`),
  retry: /^mmu_interval_(read_retry|check_retry)$/,
  raise: /^mmu_interval_set_seq$/,
  fault: new RegExp(`^${RANGE_FAULT}$`),
  page: /^hmm_pfn_to_(?:page|phys)$/,
  bound: new RegExp(
    `^(?:time_(?:is_)?(?:after|before)\\w*|ktime_\\w+|get_jiffies_64|fatal_signal_pending|signal_pending\\w*|\\w+_(?:killable|interruptible)|${UNLOCKED_FAULT})$`,
  ),
};

/** Whether a call of that name takes the step: by itself, or as a macro of the file that makes such a call. */
function isStep(home: CodeView, name: string, step: HmmStep): boolean {
  if (STEPS[step].test(name)) return true;
  const macro = macrosOf(home).get(name)?.slice(0, MACRO_LIMIT) ?? '';
  return [...macro.matchAll(/\b(\w{1,80})\s{0,9}\(/g)].some(([, called = '']) =>
    STEPS[step].test(called),
  );
}

/** Longer macros are programs of their own. */
const MACRO_LIMIT = 2000;

const known = new WeakMap<FunctionView, Map<HmmStep, boolean>>();

/** Whether a call takes the step, in a function that it leads to or by its own name. */
export function callTakes(home: CodeView, call: Node, step: HmmStep): boolean {
  const name = calledName(call);
  if (isStep(home, name, step)) return true;
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
  return nodesOf(callee, 'call_expression').some(({ node }) =>
    isStep(homeOf(callee), calledName(node), 'retry'),
  );
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
    if (isStep(one.home, name, step) || taken === true) {
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
