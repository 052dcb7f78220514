// SPDX-License-Identifier: GPL-2.0-or-later
import { placeIn, standsBefore } from '../code/flow';
import { lineOf } from '../code/fragment';
import { argumentsOf } from '../code/nodes';
import type { Node } from '../code/syntax';
import type { FunctionView } from '../code/view';
import { rangeFaults, takesSequence } from '../hmm/attempt';
import { eventsOf } from '../hmm/ranges';
import { type Hit, type Rule, type Subject, source } from './rule';

/** A deadline given where the helper of 7.3 expects how long it may take. */
export const timeoutAbsolute: Rule = {
  id: 'timeout-absolute',
  title: 'a point in time is given as a timeout',
  severity: 'bug',
  formats: 'fixed',
  concerns: 'callers',
  why:
    'hmm_range_fault_unlocked_timeout() takes a number of jiffies from now on. `jiffies + limit` is ' +
    'a point in time, for time_after(); as a duration it is about as long as the machine has run, ' +
    'or, soon after boot, some ages.',
  effect: 'The attempts have no limit in practice.',
  bad: source(`
    static int example(struct hmm_range *range)
    {
            unsigned long timeout = jiffies + msecs_to_jiffies(1000);

            range->default_flags = HMM_PFN_REQ_FAULT;
            return hmm_range_fault_unlocked_timeout(range, timeout);
    }`),
  good: source(`
    static int example(struct hmm_range *range)
    {
            unsigned long timeout = msecs_to_jiffies(1000);

            range->default_flags = HMM_PFN_REQ_FAULT;
            return hmm_range_fault_unlocked_timeout(range, timeout);
    }`),
  *check({ now: { view } }: Subject): Generator<Hit> {
    for (const fn of view.functions) {
      for (const { fragment, node } of rangeFaults(fn)) {
        const timeout = argumentsOf(node)[1];
        const line = lineOf(fragment, node);
        const place = placeIn(fn, fragment, node);
        if (!takesSequence(node) || timeout === undefined || line === undefined) continue;
        if (place === undefined) continue;
        const value =
          timeout.type === 'identifier'
            ? (lastValueOf(fn, timeout.text, place) ?? timeout)
            : timeout;
        if (!isAbsolute(value)) continue;
        yield { line, reason: `${timeout.text} is a point in time: the helper takes a duration` };
      }
    }
  },
};

/** What a variable was given last before a place, as the text stands. */
function lastValueOf(fn: FunctionView, name: string, place: Parameters<typeof standsBefore>[1]) {
  const values = (eventsOf(fn).get(name) ?? []).filter(
    (event) =>
      event.base === name && event.effect.kind !== 'unseen' && standsBefore(fn, event, place),
  );
  const last = values.at(-1)?.node;
  return last?.childForFieldName('right') ?? last?.childForFieldName('value') ?? undefined;
}

/** `jiffies + …`, and not what is left until then. */
function isAbsolute(value: Node): boolean {
  const text = value.text.slice(0, 400);
  return /\b(jiffies|get_jiffies_64)\b/.test(text) && !/-\s{0,9}\(?\s{0,9}jiffies\b/.test(text);
}
