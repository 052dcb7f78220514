// SPDX-License-Identifier: GPL-2.0-or-later
import { lineOf } from '../code/fragment';
import { allEnclosing, argumentsOf, calledName, LOOPS } from '../code/nodes';
import type { Node } from '../code/syntax';
import { type FunctionView, homeOf } from '../code/view';
import { attemptsOf, type CodeAttempt, type WrappedFault } from '../hmm/attempt';
import { parametersOf } from '../hmm/functions';
import { objectOf } from '../hmm/ranges';
import { callTakes } from '../hmm/reaches';
import { type Hit, type Rule, type Subject, source } from './rule';

/** A range faulted in pieces, of which only the last one's sequence is ever checked. */
export const sequencePerPiece: Rule = {
  id: 'sequence-per-piece',
  title: 'the sequence is taken anew for each piece of a range',
  severity: 'suspicious',
  formats: 'both',
  concerns: 'callers',
  why:
    'mmu_interval_read_retry() compares with one sequence. If each piece takes its own and only the ' +
    'last is kept, an invalidation of an earlier piece between two of them is never noticed.',
  effect: 'The device gets pages of an earlier piece that have been reused by somebody else.',
  bad: source(`
    static int example(struct hmm_range *range, unsigned long last)
    {
            int ret;

            range->default_flags = HMM_PFN_REQ_FAULT;
            do {
                    range->end = min(range->start + SZ_2G, last);
                    range->notifier_seq = mmu_interval_read_begin(range->notifier);
                    ret = hmm_range_fault(range);
                    if (ret)
                            return ret;
                    range->hmm_pfns += SZ_2G >> PAGE_SHIFT;
                    range->start = range->end;
            } while (range->end < last);
            return mmu_interval_read_retry(range->notifier, range->notifier_seq) ? -EAGAIN : 0;
    }`),
  good: source(`
    static int example(struct hmm_range *range, unsigned long last)
    {
            int ret;

            range->default_flags = HMM_PFN_REQ_FAULT;
            range->notifier_seq = mmu_interval_read_begin(range->notifier);
            do {
                    range->end = min(range->start + SZ_2G, last);
                    ret = hmm_range_fault(range);
                    if (ret)
                            return ret;
                    range->hmm_pfns += SZ_2G >> PAGE_SHIFT;
                    range->start = range->end;
            } while (range->end < last);
            return mmu_interval_read_retry(range->notifier, range->notifier_seq) ? -EAGAIN : 0;
    }`),
  *check({ now: { view } }: Subject): Generator<Hit> {
    for (const fn of view.functions) {
      for (const attempt of attemptsOf(fn)) {
        const begin = perPiece(fn, attempt);
        const line = begin === undefined ? undefined : lineOf(attempt.piece.fragment, begin);
        const reason =
          'each piece overwrites the sequence of the one before it, which is checked nowhere in the loop';
        if (line !== undefined) yield { line, reason };
      }
    }
  },
};

/** Where a loop over pieces takes the sequence; undefined if it checks it, too. */
function perPiece(fn: FunctionView, { call, base, within }: CodeAttempt): Node | undefined {
  if (base === undefined) return undefined;
  const home = homeOf(fn);
  for (const loop of allEnclosing(call, ...LOOPS)) {
    if (!advances(loop, base) && !(within !== undefined && advancesWithin(loop, call, within)))
      continue;
    const calls = loop.descendantsOfType('call_expression');
    const begin = calls.find((one) => callTakes(home, one, 'begin'));
    if (begin === undefined) return undefined;
    if (calls.some((one) => callTakes(home, one, 'retry') || MAY_CHECK.test(calledName(one))))
      return undefined;
    return begin;
  }
  return undefined;
}

/** A function out of sight that may check the sequence. */
const MAY_CHECK = /retry|valid|stale|check|commit|finish|done/;

/** Whether a loop goes on to the next part of the range: its start or its array moves. */
function advances(loop: Node, base: string): boolean {
  return loop.descendantsOfType('assignment_expression').some((store) => {
    const left = store.childForFieldName('left');
    const object = left === null ? undefined : objectOf(left);
    if (object === `${base}.hmm_pfns` || object === `${base}.pfns`) {
      return store.childForFieldName('operator')?.text !== '=' || moved(store, loop);
    }
    return object === `${base}.start` && moved(store, loop);
  });
}

/** Whether the function that faults puts into the range what is given to it, and that moves. */
function advancesWithin(loop: Node, call: Node, { fn, piece, base }: WrappedFault): boolean {
  const parameters = parametersOf(fn);
  return piece.node.descendantsOfType('assignment_expression').some((store) => {
    const left = store.childForFieldName('left');
    const object = left === null ? undefined : objectOf(left);
    if (object !== `${base}.hmm_pfns` && object !== `${base}.start`) return false;
    const value = store.childForFieldName('right');
    return (value?.descendantsOfType('identifier') ?? []).some(({ text }) => {
      const argument = argumentsOf(call)[parameters.indexOf(text)];
      return argument !== undefined && movesIn(loop, argument);
    });
  });
}

/** Whether the value is another one in each round: that of a variable the loop changes. */
function moved(store: Node, loop: Node): boolean {
  if (store.childForFieldName('operator')?.text !== '=') return true;
  const value = store.childForFieldName('right');
  return value !== null && movesIn(loop, value, store);
}

/** Whether the loop changes a variable of an expression, other than by the store itself. */
function movesIn(loop: Node, value: Node, store?: Node): boolean {
  const names = value.descendantsOfType(['identifier', 'field_identifier']).map(({ text }) => text);
  return loop
    .descendantsOfType(['assignment_expression', 'update_expression'])
    .filter((one) => one !== store)
    .some((one) => {
      const target = one.childForFieldName('left') ?? one.childForFieldName('argument');
      const object = target === null ? undefined : objectOf(target);
      return object !== undefined && names.includes(object.slice(object.lastIndexOf('.') + 1));
    });
}
