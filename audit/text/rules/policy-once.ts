// SPDX-License-Identifier: GPL-2.0-or-later
import { allEnclosing, LOOPS } from '../code/nodes';
import { nodesOf } from '../code/view';
import { attemptsOf } from '../hmm/attempt';
import { isIn, type RequestStore } from '../hmm/stores';
import { type Hit, patch, type Rule, type Side, type Subject } from './rule';

/** A policy set once that was set before every attempt, or one that grows with each attempt. */
export const policyOnce: Rule = {
  id: 'policy-once',
  title: 'the policy is set once instead of on each attempt',
  severity: 'note',
  why:
    'hmm_range_fault() leaves default_flags and pfn_flags_mask alone, so setting them once is right ' +
    'as long as nobody else changes them between two attempts.',
  suffers: 'Nothing by itself; what one attempt adds to the policy stays in force for the next.',
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
    for (const { store, name } of perAttempt(subject.before)) {
      if (store.line.change !== 'removed') continue;
      const stays = perAttempt(subject.now).some(
        (one) => one.store.target === store.target && one.name === name,
      );
      if (stays) continue;
      const reason = `${store.target} was set again before every attempt; the new side does not`;
      yield { line: store.line, reason };
    }
  },
};

/** Stores of the policy that are repeated with the attempts of the function around them. */
function perAttempt({ view, stores }: Side): { store: RequestStore; name: string }[] {
  return view.functions.flatMap((fn) => {
    const attempts = attemptsOf(fn).filter(({ retries }) => retries.length > 0);
    const own = stores.filter((store) => store.target !== 'entry' && isIn(fn, store));
    return own
      .filter(
        (store) =>
          attempts.some(({ piece, call, before }) => {
            if (piece.fragment !== store.fragment) return false;
            const row = store.row + piece.fragment.addedRows;
            const rows = before?.split('\n').length ?? Number.POSITIVE_INFINITY;
            return row <= call.startPosition.row && call.startPosition.row - row < rows;
          }) || inLoopWithFault(fn, store),
      )
      .map((store) => ({ store, name: fn.name }));
  });
}

function inLoopWithFault(fn: Parameters<typeof nodesOf>[0], store: RequestStore): boolean {
  return nodesOf(fn, ...LOOPS).some(({ fragment, node }) => {
    const row = store.row + fragment.addedRows;
    return (
      fragment === store.fragment &&
      node.startPosition.row <= row &&
      row <= node.endPosition.row &&
      /\bhmm_range_fault\b/.test(node.text)
    );
  });
}

/** `default_flags |= …` in a loop that does not set it anew. */
function* growing({ view, stores }: Side): Generator<Hit> {
  for (const fn of view.functions) {
    const added = nodesOf(fn, 'assignment_expression').filter(({ node }) =>
      /(default_flags|pfn_flags_mask)\s*\|=/.test(node.text),
    );
    for (const { fragment, node } of added) {
      const loop = allEnclosing(node, ...LOOPS).find((one) => /\bhmm_range_fault\b/.test(one.text));
      const target = /default_flags/.test(node.text) ? 'default_flags' : 'pfn_flags_mask';
      if (loop === undefined || new RegExp(`${target}\\s*=(?!=)`).test(loop.text)) continue;
      const line = fragment.lines[node.startPosition.row - fragment.addedRows];
      const store = stores.find((one) => one.line === line && one.adds);
      if (line === undefined || store === undefined) continue;
      const reason = `what an attempt adds to ${target} stays for all that follow`;
      yield { line, reason, severity: 'suspicious' };
    }
  }
}
