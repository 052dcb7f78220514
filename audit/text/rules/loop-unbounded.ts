// SPDX-License-Identifier: GPL-2.0-or-later
import { lineOf } from '../code/fragment';
import type { Node } from '../code/syntax';
import { type FunctionView, homeOf } from '../code/view';
import { attemptsOf, type CodeAttempt } from '../hmm/attempt';
import { callTakes, functionTakes } from '../hmm/reaches';
import { type Hit, type Rule, type Subject, source } from './rule';

/** Attempts that are repeated as long as somebody keeps invalidating. */
export const loopUnbounded: Rule = {
  id: 'loop-unbounded',
  title: 'nothing bounds the attempts',
  severity: 'suspicious',
  formats: 'both',
  concerns: 'callers',
  why:
    'Another thread of the process can invalidate the range again before each attempt ends, for ever. ' +
    'A time limit, a count, or a test of fatal signals ends the loop; `hmm-pfn attempts` shows that ' +
    'without one it need not end.',
  suffers: 'A process can hold a kernel thread, and cannot be killed while it does.',
  bad: source(`
    static int example(struct hmm_range *range)
    {
            int ret;

            range->default_flags = HMM_PFN_REQ_FAULT;
            do {
                    range->notifier_seq = mmu_interval_read_begin(range->notifier);
                    ret = hmm_range_fault(range);
            } while (ret == -EBUSY);
            return ret;
    }`),
  good: source(`
    static int example(struct hmm_range *range)
    {
            int ret;

            range->default_flags = HMM_PFN_REQ_FAULT;
            do {
                    range->notifier_seq = mmu_interval_read_begin(range->notifier);
                    ret = hmm_range_fault(range);
            } while (ret == -EBUSY && !fatal_signal_pending(current));
            return ret;
    }`),
  *check({ now: { view } }: Subject): Generator<Hit> {
    for (const fn of view.functions) {
      for (const attempt of attemptsOf(fn)) {
        const [retry] = attempt.retries;
        const line = retry === undefined ? undefined : lineOf(attempt.piece.fragment, retry.node);
        if (retry === undefined || line === undefined || isBounded(fn, attempt)) continue;
        const when = retry.cause === 'busy' ? '-EBUSY' : 'an invalidation';
        yield { line, reason: `tried again after ${when} without a limit of time, count or signal` };
      }
    }
  },
};

/** Whether anything in what is repeated can end it. */
function isBounded(fn: FunctionView, { piece, call, from, within, retries }: CodeAttempt): boolean {
  if (from === undefined) return true;
  if (within !== undefined && functionTakes(within.fn, 'bound')) return true;
  const last = Math.max(call.endIndex, ...retries.map(({ node }) => node.endIndex));
  const inside = (node: Node): boolean => from <= node.startIndex && node.startIndex <= last;
  const home = homeOf(fn);
  const calls = piece.node.descendantsOfType('call_expression').filter(inside);
  if (calls.some((one) => callTakes(home, one, 'bound') || MAY_END.test(one.text))) return true;
  const conditions = piece.node
    .descendantsOfType(['if_statement', 'while_statement', 'do_statement', 'for_statement'])
    .filter((one) => one.startIndex <= last && from <= one.endIndex)
    .map((one) => one.childForFieldName('condition')?.text ?? '');
  return conditions.some((text) => COUNTS.test(text)) || counted(piece.node, inside);
}

/** A function of the driver's, out of sight, that may know a limit. */
const MAY_END = /^\w*(time_?out|late|expired|deadline|killed|signal|abort|limit|tries|retries)\w*\s?\(/i;
const COUNTS = /\b\w*(jiffies|time_?out|deadline|retries|tries|attempts|budget|loops)\w*\b|--|\+\+/i;

/** Whether a loop around it has a counter of its own. */
function counted(node: Node, inside: (node: Node) => boolean): boolean {
  return node.descendantsOfType('for_statement').some((loop) => {
    const update = loop.childForFieldName('update');
    const condition = loop.childForFieldName('condition');
    return update !== null && condition !== null && inside(loop);
  });
}
