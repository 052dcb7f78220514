// SPDX-License-Identifier: GPL-2.0-or-later
import { placeIn } from '../code/flow';
import { lineOf } from '../code/fragment';
import { calledName } from '../code/nodes';
import type { Node } from '../code/syntax';
import { type FunctionView, nodesOf } from '../code/view';
import { rangeFaults, takesSequence } from '../hmm/attempt';
import { type Hit, type Rule, type Subject, source } from './rule';

/** The mmap lock taken around the helper of 7.3, which takes it itself. */
export const lockHeldTwice: Rule = {
  id: 'lock-held-twice',
  title: 'the mmap lock is taken around a call that takes it itself',
  severity: 'bug',
  formats: 'fixed',
  concerns: 'callers',
  why:
    'hmm_range_fault_unlocked_timeout() takes the mmap lock for each of its attempts, and a page fault ' +
    'in it may drop it. A reader that asks for it again waits after a writer that came in between, and ' +
    'that one waits for the reader.',
  suffers: 'The process and the device hang as soon as another thread maps or unmaps memory.',
  bad: source(`
    static int example(struct hmm_range *range, struct mm_struct *mm)
    {
            int ret;

            range->default_flags = HMM_PFN_REQ_FAULT;
            mmap_read_lock(mm);
            ret = hmm_range_fault_unlocked_timeout(range, HZ);
            mmap_read_unlock(mm);
            return ret;
    }`),
  good: source(`
    static int example(struct hmm_range *range, struct mm_struct *mm)
    {
            unsigned long end;

            mmap_read_lock(mm);
            end = example_end(mm);
            mmap_read_unlock(mm);
            if (end < range->end)
                    return -EFAULT;
            range->default_flags = HMM_PFN_REQ_FAULT;
            return hmm_range_fault_unlocked_timeout(range, HZ);
    }`),
  *check({ now: { view } }: Subject): Generator<Hit> {
    for (const fn of view.functions) {
      for (const { fragment, node } of rangeFaults(fn)) {
        const line = lineOf(fragment, node);
        const piece = placeIn(fn, fragment, node)?.piece;
        if (!takesSequence(node) || line === undefined || piece === undefined) continue;
        const lock = lastLockBefore(fn, piece.node, node);
        if (lock === undefined) continue;
        yield { line, reason: `${calledName(node)}() is called after ${calledName(lock)}()` };
      }
    }
  },
};

const TAKES = /^mmap_(?:read|write)_(?:try)?lock(?:_killable|_nested)?$/;
const GIVES_BACK = /^mmap_(?:read|write)_(?:un|downgrade)lock\w{0,9}$/;

/** The mmap lock that is held at a call as the text stands: taken before it, and not given back in between. */
function lastLockBefore(fn: FunctionView, piece: Node, call: Node): Node | undefined {
  const last = nodesOf(fn, 'call_expression')
    .map(({ node }) => node)
    .filter(
      (node) =>
        piece.startIndex <= node.startIndex &&
        node.endIndex <= call.startIndex &&
        (TAKES.test(calledName(node)) || GIVES_BACK.test(calledName(node))),
    )
    .at(-1);
  return last === undefined || GIVES_BACK.test(calledName(last)) ? undefined : last;
}
