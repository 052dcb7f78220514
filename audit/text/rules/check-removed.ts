// SPDX-License-Identifier: GPL-2.0-or-later
import type { CodeView } from '../code/view';
import { addedLines, linesWith, takesFaultAway } from '../hmm/changed-lines';
import { type Hit, patch, type Rule, type Subject } from './rule';

/** What a patch takes away that kept a driver right, with nothing in its place. */
export const checkRemoved: Rule = {
  id: 'check-removed',
  title: 'the patch removes a check, or what a call relies on',
  severity: 'suspicious',
  formats: 'both',
  concerns: 'callers',
  why:
    'Without mmu_interval_read_retry() an invalidation goes unnoticed; without the test of ' +
    'HMM_PFN_VALID an entry without a page is taken for one; without an owner, or without requests ' +
    'that are written anew, the call does something else; hmm_range_fault() needs the mmap lock.',
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
    for (const check of CHECKS) {
      const { what, text, around }: Check = check;
      const gone = linesWith(before.view, 'removed').filter((line) => text.test(line.code));
      if (gone.length <= addedLines(now.view, text)) continue;
      const [first] = gone;
      if (first === undefined || staysInFunction(now.view, text, first.section)) continue;
      if (around !== undefined && !around(now.view, first.section)) continue;
      yield { line: first.line, reason: `${what} is gone, and nothing is added in its place` };
    }
  },
};

const CHECKS = [
  { what: 'the check of the sequence', text: /\bmmu_interval_(read_retry|check_retry)\b/ },
  { what: 'the test of HMM_PFN_VALID', text: /[&(]\s{0,9}HMM_PFN_VALID\b|\bhmm_pfn_valid\b/ },
  { what: 'the test of HMM_PFN_WRITE', text: /&\s{0,9}HMM_PFN_WRITE\b/ },
  { what: 'the sequence of the attempt', text: /\bmmu_interval_read_begin\b/ },
  { what: 'the test of -EBUSY', text: /[!=]=\s{0,9}-\s{0,9}EBUSY\b/ },
  { what: 'the owner of the range', text: /\bdev_private_owner\s{0,9}=/ },
  {
    what: 'the clearing of the array',
    text: /\bmemset\w{0,9}\s{0,9}\([^;]{0,99}pfns?\b|pfns?\[[^\]]{1,40}\]\s{0,9}=\s{0,9}0\s{0,9};/,
  },
  {
    what: 'the mmap lock',
    text: /\bmmap_(?:read|write)_(?:try)?lock\w{0,9}\s{0,9}[()]|\w_lock\s{0,9}\(\s{0,9}\w{0,40}mm\s{0,9}\)/,
    around: isFaulted,
  },
] as const satisfies readonly Check[];

interface Check {
  readonly what: string;
  readonly text: RegExp;
  /** What must be there for the check to be missed; anything, if it is left out. */
  readonly around?: (view: CodeView, section: string) => boolean;
}

/** Whether a function that is shown still makes the range fault itself. */
function isFaulted(view: CodeView, section: string): boolean {
  return linesWith(view, 'context').some(
    (one) => one.section === section && /\bhmm_range_fault\s{0,9}\(/.test(one.code),
  );
}

/** Whether the same function still shows the check elsewhere. */
function staysInFunction(view: CodeView, text: RegExp, section: string): boolean {
  return linesWith(view, 'context').some((one) => one.section === section && text.test(one.code));
}
