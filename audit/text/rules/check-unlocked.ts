// SPDX-License-Identifier: GPL-2.0-or-later
import { calledName } from '../code/nodes';
import type { Node } from '../code/syntax';
import { type FunctionView, homeOf, nodesOf } from '../code/view';
import { answersIn } from '../hmm/answer-values';
import { lastName } from '../hmm/entries';
import { entriesRead } from '../hmm/entry-runs';
import { usesOfEntries } from '../hmm/fault-outcome';
import { callSitesOf, functionNamed } from '../hmm/functions';
import { invalidateCallbacks, locksOfInvalidation, raisesUnderLock } from '../hmm/invalidation';
import { lockEvents, mayHoldLock, mayReturnLocked } from '../hmm/locks';
import { objectOf } from '../hmm/ranges';
import { callTakes } from '../hmm/reaches';
import { locksAt } from '../hmm/which-lock';
import { functionBefore, type Hit, hitAt, type Rule, type Subject, source } from './rule';

/** The invalidation of both examples. */
const CALLBACK = `
    static bool example_invalidate(struct mmu_interval_notifier *notifier,
                                   const struct mmu_notifier_range *range, unsigned long seq)
    {
            struct example *own = container_of(notifier, struct example, notifier);

            mutex_lock(&own->lock);
            mmu_interval_set_seq(notifier, seq);
            example_unmap(own, range->start, range->end);
            mutex_unlock(&own->lock);
            return true;
    }

    static const struct mmu_interval_notifier_ops example_ops = {
            .invalidate = example_invalidate,
    };
`;

/** A check of the sequence that the invalidation does not wait for. */
export const checkUnlocked: Rule = {
  id: 'check-unlocked',
  title: 'the sequence is checked without the lock that the invalidation takes',
  severity: 'bug',
  formats: 'both',
  concerns: 'callers',
  why:
    'mmu_interval_read_retry() tells what has been until now. Only the lock under which the driver’s ' +
    'invalidate() raises the sequence keeps it so until the entries are used.',
  effect:
    'An invalidation between the check and the use goes unnoticed: the device keeps access to pages ' +
    'that have been reused by somebody else.',
  bad: source(`${CALLBACK}
    static int example(struct example *own, struct hmm_range *range)
    {
            int ret = hmm_range_fault(range);

            if (ret)
                    return ret;
            if (mmu_interval_read_retry(range->notifier, range->notifier_seq))
                    return -EAGAIN;
            mutex_lock(&own->lock);
            example_map(own, range);
            mutex_unlock(&own->lock);
            return 0;
    }`),
  good: source(`${CALLBACK}
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
    const { view } = subject.now;
    if (raisesUnderLock(view) !== true) return;
    for (const fn of view.functions) {
      // What was so before the patch is not its doing.
      const before = functionBefore(subject, fn);
      const [callback] = invalidateCallbacks(view);
      const invalidates = `${callback?.name ?? 'invalidate'}() raises the sequence under`;
      if (before === undefined || uncheckedLocks(before).length === 0) {
        const reason = `no lock is taken between the range fault and this check, and ${invalidates} one`;
        yield* uncheckedLocks(fn).flatMap((call) => hitAt(fn, call, { reason }));
      }
      if (before !== undefined && otherLocks(before).length > 0) continue;
      yield* otherLocks(fn).flatMap(({ call, held, wanted }) => {
        const reason = `checked under ${held}, and ${invalidates} ${wanted}`;
        return hitAt(fn, call, { reason, severity: 'suspicious' });
      });
    }
  },
};

/** A check under locks none of which is one that the invalidation takes, by their names. */
interface OtherLock {
  readonly call: Node;
  readonly held: string;
  readonly wanted: string;
}

/** The checks that a function makes after its range fault, if all locks that it holds then are known, and those of the callbacks. */
function otherLocks(fn: FunctionView): readonly OtherLock[] {
  const home = homeOf(fn);
  const wanted = locksOfInvalidation(home) ?? new Set<string>();
  const calls = nodesOf(fn, 'call_expression').map(({ node }) => node);
  if (wanted.size === 0) return [];
  const found = answersIn(fn).map(({ call }) => ({ call, held: locksAt(fn, call) }));
  // One of several checks may ask beforehand, and another one decide.
  if (found.some(({ held }) => held === undefined || [...held].some((name) => wanted.has(name))))
    return [];
  return found.flatMap(({ call, held }) => {
    const walk = calls.findLast(
      (node) => node.endIndex < call.startIndex && callTakes(home, node, 'fault'),
    );
    if (walk === undefined || held === undefined || held.size === 0) return [];
    const isBetween = (node: Node): boolean =>
      walk.startIndex <= node.startIndex && node.endIndex < call.startIndex;
    if (calls.some((node) => isBetween(node) && !isKnown(fn, node))) return [];
    if (calls.some((node) => node.startIndex > call.startIndex && checksUnderLock(fn, node)))
      return [];
    return [{ call, held: [...held].join(' and '), wanted: [...wanted].join(' or ') }];
  });
}

/**
 * The checks of the sequence that a function makes after its range fault without a lock, and without another check
 * under one, and whose walk it uses. Whoever calls it can hold none: the range fault waits for the invalidation.
 */
function uncheckedLocks(fn: FunctionView): readonly Node[] {
  const home = homeOf(fn);
  const calls = nodesOf(fn, 'call_expression').map(({ node }) => node);
  const walks = calls.filter((node) => callTakes(home, node, 'fault'));
  const checks = answersIn(fn).map(({ call }) => call);
  return checks.filter((check) => {
    const walk = walks.findLast(({ endIndex }) => endIndex < check.startIndex);
    if (walk === undefined || mayHoldLock(fn, check) || mayReturnLocked(fn, check)) return false;
    const isBetween = (node: Node): boolean =>
      walk.startIndex <= node.startIndex && node.endIndex < check.startIndex;
    if (calls.some((node) => isBetween(node) && !isKnown(fn, node))) return false;
    const isLater = (other: Node): boolean =>
      other.startIndex > check.startIndex &&
      !walks.some((one) => one.startIndex > check.startIndex && one.startIndex < other.startIndex);
    const better = [
      ...checks.filter((other) => mayHoldLock(fn, other)),
      ...calls.filter((other) => checksUnderLock(fn, other)),
    ];
    return !better.some(isLater) && isUsedAfter(fn, check);
  });
}

/** Whether a call leads to a function in sight that checks the sequence, under a lock of its own or one that is held here. */
function checksUnderLock(fn: FunctionView, call: Node): boolean {
  const callee = functionNamed(homeOf(fn), calledName(call));
  if (callee === undefined || callee === fn) return false;
  return answersIn(callee).some((one) => mayHoldLock(fn, call) || mayHoldLock(callee, one.call));
}

/** Whether a call is in sight, or of the kernel's, so that it is known whether it takes a lock. */
function isKnown(fn: FunctionView, call: Node): boolean {
  const name = calledName(call);
  if (KNOWN.test(name) || functionNamed(homeOf(fn), name) !== undefined) return true;
  // What is calculated with is no answer of a lock.
  if (/^[-+*/%]$|^<<$|^>>$/.test(call.parent?.childForFieldName('operator')?.text ?? ''))
    return true;
  return lockEvents(fn).some(({ node }) => node === call);
}

const KNOWN =
  /^(?:hmm_|mmu_interval_|mmap_|mm(?:put|get|drop|grab)|k?v?free|kvfree|WARN|pr_|dev_|drm_dbg|trace_|time_|(?:un)?likely$|cond_resched$|min|max|put_|READ_ONCE$|WRITE_ONCE$|ktime_|jiffies)|unlock/;

/** Whether the entries are used after a check, or something is noted that the invalidation takes back. */
function isUsedAfter(fn: FunctionView, check: Node): boolean {
  const isLater = ({ startIndex }: Node): boolean => startIndex > check.endIndex;
  if (areUsedAfter(fn, check) || areUsedByCallers(fn)) return true;
  const noted = new Set(invalidateCallbacks(homeOf(fn)).flatMap(membersSet));
  return membersSetAt(fn).some(({ name, node }) => isLater(node) && noted.has(name));
}

function areUsedAfter(fn: FunctionView, { endIndex }: Node): boolean {
  return [...usesOfEntries(fn), ...entriesRead(fn)].some(({ startIndex }) => startIndex > endIndex);
}

/** Whether those who call a function use the entries when it has returned, without a check of their own. */
function areUsedByCallers(fn: FunctionView): boolean {
  return callSitesOf(fn).some(({ caller, call }) => {
    const isLater = ({ startIndex }: Node): boolean => startIndex > call.endIndex;
    const isChecked =
      answersIn(caller).some((one) => isLater(one.call)) ||
      nodesOf(caller, 'call_expression').some(
        ({ node }) => isLater(node) && checksUnderLock(caller, node),
      );
    return caller !== fn && !isChecked && areUsedAfter(caller, call);
  });
}

function membersSet(fn: FunctionView): readonly string[] {
  return membersSetAt(fn).map(({ name }) => name);
}

/** The members of structures in which a function stores something, by their last names. */
function membersSetAt(fn: FunctionView): readonly { readonly name: string; readonly node: Node }[] {
  return nodesOf(fn, 'assignment_expression').flatMap(({ node }) => {
    const target = node.childForFieldName('left');
    const object = target?.type === 'field_expression' ? objectOf(target) : undefined;
    return object === undefined ? [] : [{ name: lastName(object), node }];
  });
}
