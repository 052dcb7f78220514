// SPDX-License-Identifier: GPL-2.0-or-later
import { lineOf } from '../code/fragment';
import { calledName } from '../code/nodes';
import { type FunctionView, homeOf, type Located, nodesOf } from '../code/view';
import { type FaultIgnored, failureTold, faultIgnored } from '../hmm/fault-ignored';
import { givesResult } from '../hmm/results';
import { isForNobody } from '../hmm/variables';
import { functionBefore, type Hit, type Rule, type Subject, source } from './rule';

/** A range fault that may have failed, and nobody asks. */
export const resultIgnored: Rule = {
  id: 'result-ignored',
  title: 'the return code of the range fault is not looked at',
  severity: 'bug',
  formats: 'both',
  concerns: 'callers',
  why:
    'hmm_range_fault() fails with -EBUSY after an invalidation, with -EFAULT where an address cannot be ' +
    'accessed, and with other codes. Then the entries hold what they held before, or a part of the result.',
  effect: 'The device gets pages that nobody has faulted, or that another process has by now.',
  bad: source(`
    static int example(struct example *own, struct hmm_range *range)
    {
            hmm_range_fault(range);
            mutex_lock(&own->lock);
            if (mmu_interval_read_retry(range->notifier, range->notifier_seq)) {
                    mutex_unlock(&own->lock);
                    return -EAGAIN;
            }
            example_map(own, range);
            mutex_unlock(&own->lock);
            return 0;
    }`),
  good: source(`
    static int example(struct example *own, struct hmm_range *range)
    {
            int ret = hmm_range_fault(range);

            if (ret)
                    return ret;
            mutex_lock(&own->lock);
            if (mmu_interval_read_retry(range->notifier, range->notifier_seq)) {
                    mutex_unlock(&own->lock);
                    return -EAGAIN;
            }
            example_map(own, range);
            mutex_unlock(&own->lock);
            return 0;
    }`),
  *check(subject: Subject): Generator<Hit> {
    for (const fn of subject.now.view.functions) {
      const before = functionBefore(subject, fn);
      // What was so before the patch is not its doing.
      const were =
        before === undefined ? new Set() : new Set(ignoredIn(before).map(({ kind }) => kind));
      for (const { fragment, node, kind } of ignoredIn(fn)) {
        const line = lineOf(fragment, node);
        if (line === undefined || were.has(kind)) continue;
        yield { line, ...told(calledName(node), kind) };
      }
    }
  },
};

/** A range fault whose return code is not looked at. */
interface Ignored extends Located {
  readonly kind: FaultIgnored;
}

function ignoredIn(fn: FunctionView): readonly Ignored[] {
  return nodesOf(fn, 'call_expression').flatMap(({ fragment, node }) => {
    if (!givesResult(homeOf(fn), node) && failureTold(fn, node) === undefined) return [];
    const kind = faultIgnored(fn, node);
    // Whoever says that nobody is to look at it means to fault ahead, if nothing is used.
    const isMeant = kind === 'unread' && isForNobody(node.parent);
    return kind === undefined || isMeant ? [] : [{ fragment, node, kind }];
  });
}

function told(name: string, kind: FaultIgnored): Pick<Hit, 'reason' | 'severity'> {
  switch (kind) {
    case 'used':
      return {
        reason: `nobody looks at the return code of ${name}(), and its entries are used`,
        severity: 'bug',
      };
    case 'passed':
      return {
        reason: `the entries are used where ${name}() has failed, too`,
        severity: 'suspicious',
      };
    case 'unread':
      return {
        reason: `nobody looks at the return code of ${name}()`,
        severity: 'suspicious',
      };
  }
}
