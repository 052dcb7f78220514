// SPDX-License-Identifier: GPL-2.0-or-later
import { argumentsOf, calledName } from '../code/nodes';
import type { Node } from '../code/syntax';
import {
  type CodeView,
  type FunctionView,
  functionText,
  homeOf,
  nodesOf,
  oncePer,
} from '../code/view';
import { rangeFaults, rangeOf, takesSequence } from '../hmm/attempt';
import { filesOfDriver } from '../hmm/driver-files';
import { callersOf, functionNamed } from '../hmm/functions';
import { objectOf, rootOf } from '../hmm/ranges';
import { callTakes, functionTakes } from '../hmm/reaches';
import { functionBefore, type Hit, hitAt, type Rule, type Subject, source } from './rule';

/** A walk that compares with whatever stands in the range. */
export const sequenceUnread: Rule = {
  id: 'sequence-unread',
  title: 'a range is faulted with a sequence that nobody has read',
  severity: 'bug',
  formats: 'both',
  concerns: 'callers',
  why:
    'hmm_range_fault(), and mmu_interval_read_retry() after it, compare the notifier with notifier_seq. Without ' +
    'mmu_interval_read_begin() this is 0, or that of an earlier walk.',
  effect:
    'Once there was an invalidation every attempt fails with -EBUSY; or, if the number is right by chance, one goes unnoticed.',
  bad: source(`
    static int example(struct example *own, unsigned long *pfns)
    {
            struct hmm_range range = {
                    .notifier = &own->notifier,
                    .hmm_pfns = pfns,
                    .default_flags = HMM_PFN_REQ_FAULT,
            };
            int ret;

            mmap_read_lock(own->mm);
            ret = hmm_range_fault(&range);
            mmap_read_unlock(own->mm);
            if (ret)
                    return ret;
            if (mmu_interval_read_retry(range.notifier, range.notifier_seq))
                    return -EAGAIN;
            return example_map(own, &range);
    }`),
  good: source(`
    static int example(struct example *own, unsigned long *pfns)
    {
            struct hmm_range range = {
                    .notifier = &own->notifier,
                    .hmm_pfns = pfns,
                    .default_flags = HMM_PFN_REQ_FAULT,
            };
            int ret;

            range.notifier_seq = mmu_interval_read_begin(range.notifier);
            mmap_read_lock(own->mm);
            ret = hmm_range_fault(&range);
            mmap_read_unlock(own->mm);
            if (ret)
                    return ret;
            if (mmu_interval_read_retry(range.notifier, range.notifier_seq))
                    return -EAGAIN;
            return example_map(own, &range);
    }`),
  *check(subject: Subject): Generator<Hit> {
    for (const fn of subject.now.view.functions) {
      const before = functionBefore(subject, fn);
      // What was so before the patch is not its doing.
      if (before !== undefined && unread(before).length > 0) continue;
      yield* unread(fn).flatMap(({ call, reason }) => hitAt(fn, call, { reason }));
    }
  },
};

interface Unread {
  readonly call: Node;
  readonly reason: string;
}

/**
 * The range faults of a function whose sequence nothing has read: neither it nor those that call it, one of which gives
 * the range its notifier, nor what they call; and nothing out of sight that has the range. Only of a driver that checks it.
 */
const unread = oncePer((fn: FunctionView): readonly Unread[] => {
  const faults = rangeFaults(fn).filter(({ node }) => !takesSequence(node));
  if (faults.length === 0) return [];
  const around = [fn, ...callersOf(fn)];
  if (!around.every(({ whole }) => whole) || !around.some(givesNotifier)) return [];
  if (around.some(storesSequence) || around.some(mayStoreElsewhere)) return [];
  if (!isSequenceChecked(homeOf(fn))) return [];
  const isRead = functionTakes(fn, 'begin');
  return faults.map(({ node }) => {
    const range = rangeOf(node) ?? 'the range';
    const reason = isRead
      ? `mmu_interval_read_begin() is called, and ${range} does not get what it returns`
      : `nothing in sight calls mmu_interval_read_begin() for ${range}, neither here nor in those who call`;
    return { call: node, reason };
  });
});

/** Whether a driver asks whether a sequence is out of date. */
const isSequenceChecked = oncePer((view: CodeView): boolean =>
  filesOfDriver(view).some(({ functions }) => functions.some((one) => functionTakes(one, 'retry'))),
);

/** Whether a function gives a range the notifier whose sequence it needs. */
function givesNotifier(fn: FunctionView): boolean {
  return /[.>]\s{0,9}notifier\s{0,9}=[^=]/.test(functionText(fn)) && RANGE.test(functionText(fn));
}

const RANGE = /\bhmm_range\b/;
const STORES = /\bnotifier_seq\s{0,9}=[^=]|&[\w.>-]{0,99}\bnotifier_seq\b/;

/** Whether a function, or one in sight that it calls itself, stores the sequence of a range, or gives its address away. */
const storesSequence = oncePer((fn: FunctionView): boolean => {
  const called = nodesOf(fn, 'call_expression').flatMap(
    ({ node }) => functionNamed(homeOf(fn), calledName(node)) ?? [],
  );
  return [fn, ...called].some((one) => STORES.test(functionText(one)));
});

/** Whether a function out of sight gets the range before it is faulted, or is called beside that by a name that says so. */
function mayStoreElsewhere(fn: FunctionView): boolean {
  const home = homeOf(fn);
  const roots = new Set(
    rangeFaults(fn)
      .flatMap(({ node }) => rangeOf(node) ?? [])
      .map(rootOf),
  );
  const calls = nodesOf(fn, 'call_expression').map(({ node }) => node);
  const first = calls.find((node) => callTakes(home, node, 'fault'));
  return calls.some((node) => {
    const name = calledName(node);
    if (first === undefined || node.startIndex >= first.startIndex) return false;
    if (functionNamed(home, name) !== undefined || SETS_NONE.test(name)) return false;
    if (roots.size > 0 && /begin|seq/.test(name)) return true;
    return argumentsOf(node).some((one) => {
      const object = objectOf(one);
      return object !== undefined && (roots.has(object) || /(?:^|[._])range$/.test(object));
    });
  });
}

const SETS_NONE =
  /^(?:hmm_range_fault|mmu_interval_\w+|mmap_\w+|mutex_\w+|k?v?free|kvfree|memset|WARN\w*|pr_\w+|dev_\w+|trace_\w+|(?:un)?likely|sizeof)$|_free$|_put$|for_each|^(?:xa|list|hash|idr|rb)_/;
