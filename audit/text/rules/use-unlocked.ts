// SPDX-License-Identifier: GPL-2.0-or-later
import { argumentsOf, calledName } from '../code/nodes';
import type { Node } from '../code/syntax';
import { type FunctionView, functionText, homeOf, nodesOf, oncePer } from '../code/view';
import { answersIn } from '../hmm/answer-values';
import type { AssumedRun } from '../hmm/assumed-run';
import { lastName } from '../hmm/entries';
import { usesOfEntries } from '../hmm/fault-outcome';
import {
  eventsHeldAt,
  HELD_BY_CALLER,
  lockEvents,
  mayHoldLock,
  mayReturnLocked,
} from '../hmm/locks';
import { objectOf } from '../hmm/ranges';
import { callTakes } from '../hmm/reaches';
import { functionBefore, type Hit, hitAt, type Rule, type Subject, source } from './rule';

/** Entries used after the lock that has kept them valid. */
export const useUnlocked: Rule = {
  id: 'use-unlocked',
  title: 'entries are used after the lock was given back under which they were checked',
  severity: 'suspicious',
  formats: 'both',
  concerns: 'callers',
  why:
    'Pages of a range fault have no reference. What keeps them is the lock under which the sequence was checked: ' +
    'invalidate() waits for it. Once it is given back, each entry may be of a page that has been freed.',
  effect: 'The device gets pages that have been reused by somebody else.',
  bad: source(`
    static int example(struct example *own, struct hmm_range *range)
    {
            mutex_lock(&own->lock);
            if (mmu_interval_read_retry(range->notifier, range->notifier_seq)) {
                    mutex_unlock(&own->lock);
                    return -EAGAIN;
            }
            mutex_unlock(&own->lock);
            return example_map(own, range);
    }`),
  good: source(`
    static int example(struct example *own, struct hmm_range *range)
    {
            int ret = -EAGAIN;

            mutex_lock(&own->lock);
            if (!mmu_interval_read_retry(range->notifier, range->notifier_seq))
                    ret = example_map(own, range);
            mutex_unlock(&own->lock);
            return ret;
    }`),
  *check(subject: Subject): Generator<Hit> {
    for (const fn of subject.now.view.functions) {
      const before = functionBefore(subject, fn);
      // What was so before the patch is not its doing.
      if (before !== undefined && usedAfter(before) !== undefined) continue;
      const use = usedAfter(fn);
      if (use === undefined) continue;
      const reason = `${calledName(use)}() gets entries that nothing keeps valid any more`;
      yield* hitAt(fn, use, { reason });
    }
  },
};

/** The first call that uses entries where no lock is held any more, after a check that was made, and passed, under one. */
const usedAfter = oncePer((fn: FunctionView): Node | undefined => {
  const checks = fn.whole ? checksUnderLocks(fn) : [];
  if (checks.length === 0) return undefined;
  const uses = usesOfEntries(fn).filter((use) => isOfEntries(fn, use));
  return uses.find((use) => {
    const last = checks.findLast(({ call }) => call.endIndex < use.startIndex);
    if (last === undefined || checks.some(({ call }) => call === use)) return false;
    return last.kind === 'other' ? false : isUnkept(fn, last, use);
  });
});

/** A call after which entries are known to be valid or not, and how it leaves them. */
interface Renewed {
  readonly call: Node;
  readonly kind: 'checked' | 'returned-locked' | 'other';
  readonly fresh: AssumedRun | undefined;
}

/** The calls that check the sequence, or fault anew; none if no lock is held after one of them. */
function checksUnderLocks(fn: FunctionView): readonly Renewed[] {
  const home = homeOf(fn);
  const answers = answersIn(fn);
  const found = nodesOf(fn, 'call_expression').flatMap(({ node: call }): Renewed[] => {
    const checks = callTakes(home, call, 'retry');
    if (!checks && !callTakes(home, call, 'fault')) return [];
    const fresh = answers.find((one) => one.call === call)?.fresh;
    if (fresh !== undefined) {
      const isHeld = eventsHeldAt(fn, call).length > 0;
      return [{ call, kind: isHeld ? 'checked' : 'other', fresh }];
    }
    const isLocked = checks && mayReturnLocked(fn, call);
    return [{ call, kind: isLocked ? 'returned-locked' : 'other', fresh }];
  });
  return found.some(({ kind }) => kind !== 'other') ? found : [];
}

function isUnkept(fn: FunctionView, { call, kind, fresh }: Renewed, use: Node): boolean {
  if (kind === 'returned-locked') return isGivenBackFirst(fn, call, use);
  if (fresh?.isOnlyAfterCall(use) !== true || mayHoldLock(fn, use)) return false;
  const isPast = eventsHeldAt(fn, call).every(({ scope }) => scope !== undefined);
  return isPast || givenBack(fn, call, use).some((node) => fresh.isOnlyAfterCall(node));
}

/** Whether a page is made of an entry there, or a function gets entries, and not what somebody has noted of them. */
function isOfEntries(fn: FunctionView, use: Node): boolean {
  if (callTakes(homeOf(fn), use, 'page')) return true;
  return argumentsOf(use).some((argument) =>
    /range$|pfns$|^entries$/.test(lastName(objectOf(argument) ?? '')),
  );
}

/** Where locks are given back between two calls. */
function givenBack(fn: FunctionView, from: Node, to: Node): readonly Node[] {
  return lockEvents(fn)
    .filter(({ node, takes }) => !takes && from.endIndex < node.startIndex)
    .map(({ node }) => node)
    .filter(({ endIndex }) => endIndex < to.startIndex);
}

/** Whether the lock with which a function has returned is given back before a use, on every way. */
function isGivenBackFirst(fn: FunctionView, call: Node, use: Node): boolean {
  const isBetween = ({ startIndex, endIndex }: Node): boolean =>
    call.endIndex < startIndex && endIndex < use.startIndex;
  return (
    givenBack(fn, call, use).length > 0 &&
    !HELD_BY_CALLER.test(functionText(fn)) &&
    eventsHeldAt(fn, use).every(({ node }) => node === call) &&
    !nodesOf(fn, 'if_statement').some(({ node }) => isBetween(node) && /unlock/.test(node.text))
  );
}
