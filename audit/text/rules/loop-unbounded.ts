// SPDX-License-Identifier: GPL-2.0-or-later
import { lineOf } from '../code/fragment';
import { calledName } from '../code/nodes';
import type { Node } from '../code/syntax';
import { type CodePiece, type FunctionView, homeOf, oncePer } from '../code/view';
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
  *check(subject: Subject): Generator<Hit> {
    // A patch is not blamed for a loop that was there before it.
    const before = subject.kind === 'patch' ? subject.before.view.functions : [];
    const were = new Set(before.filter(hasUnbounded).map(({ name }) => name));
    for (const fn of subject.now.view.functions) {
      if (were.has(fn.name)) continue;
      // A loop is one finding, however many calls it has.
      const seen = new Set<number | undefined>();
      for (const attempt of attemptsOf(fn)) {
        const [retry] = attempt.retries;
        const line = retry === undefined ? undefined : lineOf(attempt.piece.fragment, retry.node);
        if (retry === undefined || line === undefined || seen.has(retry.from)) continue;
        if (isBounded(attempt)) continue;
        seen.add(retry.from);
        const when = retry.cause === 'busy' ? '-EBUSY' : 'an invalidation';
        yield {
          line,
          reason: `tried again after ${when} without a limit of time, count or signal`,
        };
      }
    }
  },
};

function hasUnbounded(fn: FunctionView): boolean {
  return attemptsOf(fn).some((one) => one.retries.length > 0 && !isBounded(one));
}

/** Whether anything in what is repeated can end it. */
function isBounded({ piece, call, from, within, retries }: CodeAttempt): boolean {
  if (from === undefined) return true;
  if (within !== undefined && functionTakes(within.fn, 'bound')) return true;
  const last = retries.reduce((end, { node }) => Math.max(end, node.endIndex), call.endIndex);
  const first = retries.reduce((start, one) => Math.min(start, one.from ?? start), from);
  return boundsIn(piece).some(
    ({ startIndex, endIndex }) => startIndex <= last && first <= endIndex,
  );
}

/** What may end a loop in a piece: calls that know a limit, conditions, and loops that count. */
const boundsIn = oncePer(({ node, fn }: CodePiece): readonly Node[] => {
  const home = homeOf(fn());
  const calls = node
    .descendantsOfType('call_expression')
    .filter((one) => callTakes(home, one, 'bound') || MAY_END.test(calledName(one)));
  const conditions = node
    .descendantsOfType(['if_statement', 'while_statement', 'do_statement', 'for_statement'])
    .flatMap((one) => one.childForFieldName('condition') ?? [])
    .filter((one) => COUNTS.test(one.text.slice(0, 1000)));
  const loops = node
    .descendantsOfType('for_statement')
    .filter((one) => one.childForFieldName('update') !== null);
  const counters = loops.flatMap((one) => one.childForFieldName('condition') ?? []);
  return [...calls, ...conditions, ...counters];
});

/** A function of the driver's, out of sight, that may know a limit. */
const MAY_END = /time_?out|late|expired|deadline|killed|signal|abort|limit|tries|retries/i;
const COUNTS = /jiffies|time_?out|deadline|retries|tries|attempts|budget|loops|--|\+\+/i;
