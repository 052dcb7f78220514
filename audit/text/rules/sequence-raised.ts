// SPDX-License-Identifier: GPL-2.0-or-later
import { placeIn } from '../code/flow';
import { lineOf } from '../code/fragment';
import { allEnclosing, argumentsOf, calledName } from '../code/nodes';
import type { Node } from '../code/syntax';
import { type FunctionView, homeOf, type Located, nodesOf } from '../code/view';
import { answersIn } from '../hmm/answer-values';
import { filesOfDriver } from '../hmm/driver-files';
import { runsOnEveryWay } from '../hmm/every-way';
import { functionNamed, parametersOf } from '../hmm/functions';
import { callbacksNamedIn, isUnderLock, sequencesSet } from '../hmm/invalidation';
import { eventsHeldAt, type LockEvent, lockEvents } from '../hmm/locks';
import { askedHolders, holderOf } from '../hmm/notifier-holders';
import { functionTakes } from '../hmm/reaches';
import { lockName, locksAt } from '../hmm/which-lock';
import { functionBefore, type Hit, hitAt, type Rule, type Subject, source } from './rule';

/** A callback that does not tell of an invalidation, or not while it keeps others from going on. */
export const sequenceRaised: Rule = {
  id: 'sequence-raised',
  title: 'the invalidation does not raise the sequence, or not under its lock',
  severity: 'suspicious',
  formats: 'both',
  concerns: 'callers',
  why:
    'What mmu_interval_read_retry() compares with is what the callback hands to mmu_interval_set_seq(), which it does ' +
    'for each invalidation, under the lock under which the driver checks the sequence and uses the entries.',
  effect:
    'An invalidation goes unnoticed, or overtakes a check under the lock: the device keeps access to pages that ' +
    'have been reused by somebody else.',
  bad: source(`
    static bool example_invalidate(struct mmu_interval_notifier *notifier,
                                   const struct mmu_notifier_range *range, unsigned long seq)
    {
            struct example *own = container_of(notifier, struct example, notifier);

            mmu_interval_set_seq(notifier, seq);
            mutex_lock(&own->lock);
            example_unmap(own, range->start, range->end);
            mutex_unlock(&own->lock);
            return true;
    }

    static const struct mmu_interval_notifier_ops example_ops = {
            .invalidate = example_invalidate,
    };`),
  good: source(`
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
    };`),
  *check(subject: Subject): Generator<Hit> {
    const { view } = subject.now;
    if (subject.kind === 'patch') {
      for (const fn of view.functions) yield* lockLeft(fn, functionBefore(subject, fn));
      return;
    }
    for (const fn of callbacksNamedIn([view])) {
      if (!fn.whole || homeOf(fn) !== view) continue;
      yield* neverRaised(fn);
      yield* raisedUnlocked(fn);
      yield* waysPast(fn);
    }
  },
};

/** A callback that has nothing to do with the sequence it is given, where the driver asks for one. */
function* neverRaised(fn: FunctionView): Generator<Hit> {
  if (mayRaise(fn) || !isAskedFor(fn)) return;
  const [piece] = fn.pieces;
  const head = piece?.node.childForFieldName('declarator') ?? undefined;
  const line = piece === undefined || head === undefined ? undefined : lineOf(piece.fragment, head);
  const reason = `${fn.name}() does not raise the sequence, which the driver checks: no check can find an invalidation`;
  if (line !== undefined) yield { line, reason, severity: 'bug' };
}

/** Whether the driver asks for the sequence of a callback's notifier: of several notifiers not all need be asked. */
function isAskedFor(fn: FunctionView): boolean {
  const files = filesOfDriver(homeOf(fn));
  const others = callbacksNamedIn(files).filter((one) => one !== fn);
  const own = holderOf(fn);
  if (own !== undefined && askedHolders(homeOf(fn)).has(own)) return true;
  if (own !== undefined && others.some((one) => holderOf(one) === own && mayRaise(one)))
    return true;
  if (others.some(mayRaise)) return false;
  const functions = files.flatMap((file) => file.functions);
  return functions.some((one) => functionTakes(one, 'retry') || functionTakes(one, 'fault'));
}

/** Whether a callback raises the sequence, or hands it to a function out of sight. */
function mayRaise(fn: FunctionView): boolean {
  return sequencesSet(fn).length > 0 || handedOn(fn).length > 0;
}

/** The calls out of sight that get the sequence of the invalidation. */
function handedOn(fn: FunctionView): readonly Node[] {
  const sequence = parametersOf(fn)[2] ?? '';
  return nodesOf(fn, 'call_expression')
    .map(({ node }) => node)
    .filter((node) => {
      if (functionNamed(homeOf(fn), calledName(node)) !== undefined) return false;
      const names = argumentsOf(node).flatMap((one) => [
        ...(one.type === 'identifier' ? [one.text] : []),
        ...one.descendantsOfType('identifier').map(({ text }) => text),
      ]);
      return sequence !== '' && names.includes(sequence) && !TELLS.test(calledName(node));
    });
}

const TELLS = /^(?:trace_|pr_|dev_|drm_|WARN)|DBG|dbg|debug/;

/** The sequence is raised before the callback takes its lock, or once it has given it back. */
function* raisedUnlocked(fn: FunctionView): Generator<Hit> {
  for (const call of sequencesSet(fn)) {
    if (isUnderLock(fn, call)) continue;
    const taken = locksTaken(fn, call);
    const [first] = taken;
    // One without any lock waits for the device by other means.
    if (first === undefined) continue;
    const isLater = taken.every(({ node }) => node.startIndex > call.startIndex);
    const when = isLater ? 'before the lock is taken' : 'once the lock is given back';
    const isSure = taken.some((one) => isCheckedUnder(fn, lockName(one)));
    const reason = `raised ${when}: a check under the lock in between finds the old sequence, or the new one with the mapping still there`;
    yield* hitAt(fn, call, { reason, severity: isSure ? 'bug' : 'suspicious' });
  }
}

/** The locks that a callback takes, by itself or in the function that raises the sequence for it. */
function locksTaken(fn: FunctionView, call: Node): readonly LockEvent[] {
  const callee = functionNamed(homeOf(fn), calledName(call));
  const taken = ({ takes }: LockEvent): boolean => takes;
  const inner = callee === undefined ? [] : lockEvents(callee).filter(taken);
  return [...lockEvents(fn).filter(taken), ...inner];
}

/** Whether the driver checks a sequence under a lock of that name. */
function isCheckedUnder(fn: FunctionView, name: string | undefined): boolean {
  if (name === undefined) return false;
  const functions = filesOfDriver(homeOf(fn)).flatMap((file) => file.functions);
  return functions.some((one) =>
    answersIn(one).some(({ call }) => locksAt(one, call)?.has(name) ?? false),
  );
}

/** What kernels let a callback pass over: its own invalidations, and what is going away. */
const PASSED_OVER = /\bevent\b|\bowner\b|blockable|trylock|mmget|\bmm\b|MMU_NOTIFY/;

/** The ways on which a callback says that all is done, and has not raised the sequence. */
function* waysPast(fn: FunctionView): Generator<Hit> {
  const raises = [...sequencesSet(fn), ...handedOn(fn)];
  if (sequencesSet(fn).length === 0 || raises.some((one) => isPassedOver(one))) return;
  for (const { fragment, node } of nodesOf(fn, 'return_statement')) {
    if (!/^(?:true|1)$/.test(node.namedChildren[0]?.text ?? '') || isPassedOver(node)) continue;
    const place = placeIn(fn, fragment, node);
    const line = lineOf(fragment, node);
    if (place === undefined || line === undefined) continue;
    const before = raises.filter(({ startIndex }) => startIndex < node.startIndex);
    if (runsOnEveryWay(fn, place.piece, before, node) || jumpsPassedOver(fn, node)) continue;
    const reason = `a way leads here on which ${fn.name}() has not raised the sequence`;
    yield { line, reason };
  }
}

/** Whether a jump past the raise, to a shared end, is for what may be passed over. */
function jumpsPassedOver(fn: FunctionView, end: Node): boolean {
  return jumpsBefore(fn, end).some(({ node }) => isPassedOver(node));
}

function jumpsBefore(fn: FunctionView, end: Node): readonly Located[] {
  return nodesOf(fn, 'goto_statement').filter(({ node }) => node.startIndex < end.startIndex);
}

function isPassedOver(node: Node): boolean {
  return allEnclosing(node, 'if_statement', 'switch_statement').some((one) =>
    PASSED_OVER.test(one.childForFieldName('condition')?.text ?? ''),
  );
}

/** What a patch takes out of the lock: no lock is in sight any more where there was one. */
function* lockLeft(fn: FunctionView, before: FunctionView | undefined): Generator<Hit> {
  if (before === undefined || fn.whole) return;
  const raised = (one: FunctionView): readonly Node[] =>
    sequencesSet(one).filter((call) => calledName(call) === 'mmu_interval_set_seq');
  const held = raised(before).filter((call) => eventsHeldAt(before, call).length > 0);
  const left = raised(fn).filter((call) => eventsHeldAt(fn, call).length === 0);
  if (held.length === 0 || held.length !== raised(before).length || left.length === 0) return;
  const reason = 'raised outside of the lock under which it was before the patch';
  for (const call of left) yield* hitAt(fn, call, { reason });
}
