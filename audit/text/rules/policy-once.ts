// SPDX-License-Identifier: GPL-2.0-or-later
import { type Fragment, lineOf } from '../code/fragment';
import { allEnclosing, LOOPS } from '../code/nodes';
import type { Node } from '../code/syntax';
import { type FunctionView, nodesOf } from '../code/view';
import { attemptsOf, isRangeFault } from '../hmm/attempt';
import { eventsOf } from '../hmm/ranges';
import { isIn, type RequestStore } from '../hmm/stores';
import { type Hit, type PatchSide, patch, type Rule, type Subject } from './rule';

/** A policy set once that was set before every attempt, or one that grows with each attempt. */
export const policyOnce: Rule = {
  id: 'policy-once',
  title: 'the policy is set once instead of on each attempt',
  severity: 'note',
  formats: 'both',
  concerns: 'callers',
  why:
    'hmm_range_fault() does not modify default_flags and pfn_flags_mask, so setting them once is ' +
    'correct as long as nobody else changes them between two attempts.',
  effect: 'Nothing by itself; but what one attempt adds to the policy stays in force for the next.',
  bad: patch(`
    @@ -20,7 +20,5 @@ static int example(struct hmm_range *range)
             while (true) {
    -                range->default_flags = 0;
    -                range->pfn_flags_mask = -1UL;
                     ret = hmm_range_fault(range);
                     if (ret == -EAGAIN)
                             continue;
                     break;
             }`),
  good: patch(`
    @@ -20,6 +20,6 @@ static int example(struct hmm_range *range)
             while (true) {
    -                range->default_flags = range->flags[HMM_PFN_VALID];
    +                range->default_flags = HMM_PFN_REQ_FAULT;
                     ret = hmm_range_fault(range);
                     if (ret == -EAGAIN)
                             continue;
                     break;
             }`),
  *check(subject: Subject): Generator<Hit> {
    yield* growing(subject.now);
    if (subject.kind !== 'patch') return;
    for (const store of noLongerRepeated(subject.before, subject.now)) {
      const reason = `${store.target} was set again before every attempt; the new code does not do that`;
      yield { line: store.line, reason };
    }
  },
};

/** Stores that a patch takes out of what is repeated, with none of the same field left there. */
export function noLongerRepeated(before: PatchSide, now: PatchSide): readonly RequestStore[] {
  const kept = perAttempt(now);
  return perAttempt(before).flatMap(({ store, name }) => {
    const stays = kept.some((one) => one.store.target === store.target && one.name === name);
    return store.line.change === 'removed' && !stays ? [store] : [];
  });
}

/** Stores of the policy that are repeated with the attempts of the function around them. */
function perAttempt({ view, stores }: PatchSide): { store: RequestStore; name: string }[] {
  return view.functions.flatMap((fn) => {
    const spans = repeated(fn);
    if (spans.length === 0) return [];
    return stores
      .filter((store) => store.target !== 'entry' && isIn(fn, store))
      .filter(({ fragment, row }) =>
        spans.some(
          (span) =>
            span.fragment === fragment &&
            span.first <= row + fragment.addedRows &&
            row + fragment.addedRows <= span.last,
        ),
      )
      .map((store) => ({ store, name: fn.name }));
  });
}

interface Span {
  readonly fragment: Fragment;
  readonly first: number;
  readonly last: number;
}

/** The rows that run again for each attempt; where their beginning is not shown, all before the call. */
function repeated(fn: FunctionView): Span[] {
  const loops = nodesOf(fn, 'call_expression')
    .filter(({ node }) => isRangeFault(node))
    .flatMap(({ fragment, node }) =>
      allEnclosing(node, ...LOOPS).map((loop) => ({
        fragment,
        first: loop.startPosition.row,
        last: loop.endPosition.row,
      })),
    );
  const attempts = attemptsOf(fn)
    .filter(({ retries }) => retries.length > 0)
    .map(({ piece, call, from }) => ({
      fragment: piece.fragment,
      first: from === undefined ? 0 : rowOf(piece.node, from),
      last: call.startPosition.row,
    }));
  return [...loops, ...attempts];
}

function rowOf(node: Node, index: number): number {
  const before = node.text.slice(0, index - node.startIndex);
  return node.startPosition.row + before.split('\n').length - 1;
}

/** `default_flags |= …` in a loop that does not set it anew. */
function* growing({ view }: PatchSide): Generator<Hit> {
  for (const fn of view.functions) {
    for (const events of eventsOf(fn).values()) {
      for (const { piece, node, base, effect } of events) {
        if (effect.kind !== 'add' || effect.field === undefined) continue;
        const { field } = effect;
        const loop = allEnclosing(node, ...LOOPS).find((one) =>
          one.descendantsOfType('call_expression').some(isRangeFault),
        );
        const line = lineOf(piece.fragment, node);
        if (loop === undefined || line === undefined) continue;
        const anew = events.some(
          (other) =>
            other.base === base &&
            (other.effect.kind === 'zero' ||
              (other.effect.kind === 'set' && other.effect.field === field)) &&
            loop.startIndex <= other.node.startIndex &&
            other.node.endIndex <= loop.endIndex,
        );
        if (anew) continue;
        const reason = `what an attempt adds to ${field} stays set for all later attempts`;
        yield { line, reason, severity: 'suspicious' };
      }
    }
  }
}
