// SPDX-License-Identifier: GPL-2.0-or-later
import { lineOf } from '../code/fragment';
import { allEnclosing, calledName } from '../code/nodes';
import type { Node } from '../code/syntax';
import { type FunctionView, functionText, homeOf, nodesOf, oncePer } from '../code/view';
import { LOCKED_FAULT } from '../hmm/fault-name';
import { callersOf, functionNamed } from '../hmm/functions';
import { callTakes } from '../hmm/reaches';
import { functionBefore, type Hit, type Rule, type Subject, source } from './rule';

/** A walk of page tables that others may change meanwhile. */
export const mmapUnlocked: Rule = {
  id: 'mmap-unlocked',
  title: 'a range is faulted without the mmap lock',
  severity: 'bug',
  formats: 'both',
  concerns: 'callers',
  why:
    'hmm_range_fault() goes through the VMAs and the page tables of a process. Whoever calls it holds the mmap ' +
    'lock of that process; only hmm_range_fault_unlocked_timeout() (7.3) takes it itself.',
  effect:
    'A VMA is freed while it is walked: the kernel reads memory that belongs to somebody else.',
  bad: source(`
    static int example(struct hmm_range *range, struct mm_struct *mm)
    {
            unsigned long end;

            mmap_read_lock(mm);
            end = example_end(mm);
            mmap_read_unlock(mm);
            if (end < range->end)
                    return -EFAULT;
            range->default_flags = HMM_PFN_REQ_FAULT;
            return hmm_range_fault(range);
    }`),
  good: source(`
    static int example(struct hmm_range *range, struct mm_struct *mm)
    {
            int ret = -EFAULT;

            mmap_read_lock(mm);
            if (example_end(mm) >= range->end) {
                    range->default_flags = HMM_PFN_REQ_FAULT;
                    ret = hmm_range_fault(range);
            }
            mmap_read_unlock(mm);
            return ret;
    }`),
  *check(subject: Subject): Generator<Hit> {
    for (const fn of subject.now.view.functions) {
      const before = functionBefore(subject, fn);
      // What was so before the patch is not its doing.
      if (before !== undefined && missesIn(before).length > 0) continue;
      yield* missesIn(fn);
    }
  },
};

const missesIn = oncePer((fn: FunctionView): readonly Hit[] =>
  nodesOf(fn, 'call_expression').flatMap(({ fragment, node }): Hit[] => {
    const line = lineOf(fragment, node);
    if (line === undefined || !needsLock(fn, node)) return [];
    const name = calledName(node);
    if (isGivenBackBefore(node)) {
      return [
        { line, reason: `the mmap lock is given back before ${name}(), and not taken again` },
      ];
    }
    if (!isFault(node) || !isNeverTaken(fn)) return [];
    const reason = `nothing in sight takes the mmap lock for ${name}(), neither here nor in those who call`;
    return [{ line, reason, severity: 'suspicious' }];
  }),
);

const FAULT = new RegExp(`^${LOCKED_FAULT}$`);

function isFault(call: Node): boolean {
  return FAULT.test(calledName(call));
}

/** Whether a call is the range fault, or of a function in sight that leads to one and has nothing to do with the lock. */
function needsLock(fn: FunctionView, call: Node): boolean {
  if (isFault(call)) return true;
  const home = homeOf(fn);
  if (!callTakes(home, call, 'fault')) return false;
  const callee = functionNamed(home, calledName(call));
  return callee !== undefined && callee !== fn && leavesLockToCaller(callee);
}

/** Goes on from function to function without calling itself: a file may have thousands that call each other. */
const leavesLockToCaller = oncePer((first: FunctionView): boolean => {
  const reached = new Set([first]);
  for (const fn of reached) {
    if (!fn.whole || SPEAKS.test(functionText(fn))) continue;
    const home = homeOf(fn);
    for (const { node } of nodesOf(fn, 'call_expression')) {
      if (isFault(node)) return true;
      const callee = functionNamed(home, calledName(node));
      if (callee !== undefined && callTakes(home, node, 'fault')) reached.add(callee);
    }
  }
  return false;
});

/** What has to do with the lock of a process, by whatever name. */
const SPEAKS = /mmap_?(?:lock|sem|read|write|assert)|\bmm_?lock|lock_?mm|_locked\b/;
const GIVES_BACK =
  /^(?:mmap_(?:read|write)_unlock\s{0,9}\(|up_(?:read|write)\s{0,9}\([^;]{0,80}\bmmap_(?:lock|sem)\b)/;
/** Statements are looked at this far: what is longer is no call of a lock. */
const TEXT_LIMIT = 4000;

/** Whether the last that is done about the lock before a call, in its block or those around it, is to give it back. */
function isGivenBackBefore(call: Node): boolean {
  for (const block of allEnclosing(call, 'compound_statement')) {
    const before = block.namedChildren.filter(({ endIndex }) => endIndex < call.startIndex);
    for (const statement of before.reverse()) {
      const text = statement.text.slice(0, TEXT_LIMIT);
      if (GIVES_BACK.test(text)) return true;
      // Whoever comes to a label by a jump may hold it.
      if (statement.type === 'labeled_statement' || SPEAKS.test(text)) return false;
    }
    // The round before may have taken it.
    if (/^(?:while|for|do)_statement$/.test(block.parent?.type ?? '') && SPEAKS.test(block.text))
      return false;
  }
  return false;
}

const GETS_MM = /\b(?:mmget(?:_not_zero)?|get_task_mm)\s{0,9}\(/;

/**
 * Whether neither a function nor those that call it speak of the lock, although one of them takes hold of the process's
 * memory: whoever does that has not been given it with its lock held.
 */
const isNeverTaken = oncePer((fn: FunctionView): boolean => {
  const around = [fn, ...callersOf(fn)];
  const home = homeOf(fn);
  if (!around.every(({ whole }) => whole)) return false;
  const called = around.flatMap((one) =>
    nodesOf(one, 'call_expression').flatMap(
      ({ node }) => functionNamed(home, calledName(node)) ?? [],
    ),
  );
  const texts = around.map(functionText);
  if (texts.some((text) => SPEAKS.test(text))) return false;
  // A function that is called before may return with it.
  if (called.map(functionText).some((text) => SPEAKS.test(text) && !KEEPS_NONE.test(text))) {
    return false;
  }
  return texts.some((text) => GETS_MM.test(text));
});

/** A function that gives it back does not return with it. */
const KEEPS_NONE = /mmap_(?:read|write)_unlock|up_(?:read|write)\s{0,9}\(/;
