// SPDX-License-Identifier: GPL-2.0-or-later
import { lineOf } from '../code/fragment';
import { functionText } from '../code/view';
import { rangeFaults } from '../hmm/attempt';
import { type Hit, type Rule, type Subject, source } from './rule';

/** A driver that uses entries and never asks whether they are still true. */
export const sequenceUnchecked: Rule = {
  id: 'sequence-unchecked',
  title: 'entries are used and mmu_interval_read_retry() is nowhere',
  severity: 'suspicious',
  formats: 'both',
  concerns: 'callers',
  why:
    'What hmm_range_fault() reports is true until the next invalidation. Only ' +
    'mmu_interval_read_retry(), under the lock that the invalidation takes, tells whether there was one.',
  suffers: 'The device keeps access to pages that have been given to somebody else.',
  bad: source(`
    static int example(struct hmm_range *range, struct page **pages)
    {
            int ret;

            range->notifier_seq = mmu_interval_read_begin(range->notifier);
            range->default_flags = HMM_PFN_REQ_FAULT;
            ret = hmm_range_fault(range);
            if (ret)
                    return ret;
            pages[0] = hmm_pfn_to_page(range->hmm_pfns[0]);
            return 0;
    }`),
  good: source(`
    static int example(struct hmm_range *range, struct page **pages)
    {
            int ret;

            range->notifier_seq = mmu_interval_read_begin(range->notifier);
            range->default_flags = HMM_PFN_REQ_FAULT;
            ret = hmm_range_fault(range);
            if (ret)
                    return ret;
            if (mmu_interval_read_retry(range->notifier, range->notifier_seq))
                    return -EBUSY;
            pages[0] = hmm_pfn_to_page(range->hmm_pfns[0]);
            return 0;
    }`),
  *check({ kind, now: { view } }: Subject): Generator<Hit> {
    if (kind !== 'source') return;
    const text = view.functions.map(functionText).join('\n');
    if (/\bmmu_interval_(read_retry|check_retry)\b/.test(text)) return;
    if (!/\bmmu_interval_read_begin\b/.test(text) || !/\bhmm_pfn_to_(page|phys)\b/.test(text))
      return;
    for (const fn of view.functions) {
      for (const { fragment, node } of rangeFaults(fn)) {
        const line = lineOf(fragment, node);
        const reason =
          'nothing in this file asks whether the result is still true before it is used';
        if (line !== undefined) yield { line, reason };
      }
    }
  },
};
