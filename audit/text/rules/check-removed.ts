// SPDX-License-Identifier: GPL-2.0-or-later
import type { CodeView } from '../code/view';
import { addedLines, linesWith, takesFaultAway } from '../hmm/changed-lines';
import { type Hit, patch, type Rule, type Subject } from './rule';

/** What a patch takes away that kept a driver right, with nothing in its place. */
export const checkRemoved: Rule = {
  id: 'check-removed',
  title: 'the patch removes a check',
  severity: 'suspicious',
  formats: 'both',
  concerns: 'callers',
  why:
    'Without mmu_interval_read_retry() an invalidation goes unnoticed; without the test of ' +
    'HMM_PFN_VALID an entry without a page is taken for one.',
  suffers: 'It worked before, and most of the time it still does.',
  bad: patch(`
    @@ -10,8 +10,6 @@ static int example(struct hmm_range *range)
             ret = hmm_range_fault(range);
             if (ret)
                     return ret;
    -        if (mmu_interval_read_retry(range->notifier, range->notifier_seq))
    -                return -EBUSY;
             example_use(range);
             return 0;
     }`),
  good: patch(`
    @@ -10,8 +10,8 @@ static int example(struct hmm_range *range)
             ret = hmm_range_fault(range);
             if (ret)
                     return ret;
    -        if (mmu_interval_read_retry(range->notifier, range->notifier_seq))
    -                return -EBUSY;
    +        if (mmu_interval_read_retry(range->notifier, range->notifier_seq))
    +                return -EAGAIN;
             example_use(range);
             return 0;
     }`),
  *check(subject: Subject): Generator<Hit> {
    if (subject.kind !== 'patch') return;
    const { before, now } = subject;
    // A patch that takes the range fault itself away needs none of this any more.
    if (takesFaultAway(before.view, now.view)) return;
    for (const { what, text } of CHECKS) {
      const gone = linesWith(before.view, 'removed').filter((line) => text.test(line.code));
      if (gone.length <= addedLines(now.view, text)) continue;
      const [first] = gone;
      if (first === undefined || staysInFunction(now.view, text, first.section)) continue;
      yield { line: first.line, reason: `${what} is gone, and nothing that is added does it` };
    }
  },
};

const CHECKS = [
  { what: 'the check of the sequence', text: /\bmmu_interval_(read_retry|check_retry)\b/ },
  { what: 'the test of HMM_PFN_VALID', text: /[&(]\s{0,9}HMM_PFN_VALID\b|\bhmm_pfn_valid\b/ },
  { what: 'the test of HMM_PFN_WRITE', text: /&\s{0,9}HMM_PFN_WRITE\b/ },
  { what: 'the sequence of the attempt', text: /\bmmu_interval_read_begin\b/ },
  { what: 'the test of -EBUSY', text: /[!=]=\s{0,9}-\s{0,9}EBUSY\b/ },
] as const;

/** Whether the same function still shows the check elsewhere. */
function staysInFunction(view: CodeView, text: RegExp, section: string): boolean {
  return linesWith(view, 'context').some((one) => one.section === section && text.test(one.code));
}
