// SPDX-License-Identifier: GPL-2.0-or-later
import { lineOf, linesOfNode } from '../code/fragment';
import type { CodeLine } from '../code/lines';
import { calledName } from '../code/nodes';
import { type CodeView, type FunctionView, functionText, homeOf, nodesOf } from '../code/view';
import { takesSequence } from '../hmm/attempt';
import { addedLines, linesWith, takesFaultAway } from '../hmm/changed-lines';
import { LOCKED_FAULT } from '../hmm/fault-name';
import { functionNamed } from '../hmm/functions';
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
  effect: 'It worked before, and most of the time it still does.',
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
      const { text, around }: Check = check;
      const gone = linesWith(before.view, 'removed').filter((line) => text.test(line.code));
      const first = gone.find(({ line }) => isMissed(before.view, now.view, check, line));
      if (first === undefined || gone.length <= addedLines(now.view, text)) continue;
      if (around !== undefined && !around(now.view, first.section)) continue;
      yield {
        line: first.line,
        reason: `${check.what} is gone, and nothing is added in its place`,
      };
    }
  },
};

/** Whether the function that a line was removed from makes the check no more, itself or by one that it calls. */
function isMissed(before: CodeView, now: CodeView, check: Check, line: CodeLine): boolean {
  const fn = before.functions.find(({ pieces }) =>
    pieces.some(({ fragment, node }) => linesOfNode(fragment, node).includes(line)),
  );
  const same =
    fn === undefined || fn.name === ''
      ? undefined
      : now.functions.find(({ name }) => name === fn.name);
  return same === undefined || !makes(same, check, 0);
}

/** Calls that are followed from a function. */
const CALL_LIMIT = 3;

function makes(fn: FunctionView, check: Check, depth: number): boolean {
  if (check.text.test(functionText(fn))) return true;
  return nodesOf(fn, 'call_expression').some(({ fragment, node }) => {
    const name = calledName(node);
    if (check.helper && takesSequence(node)) return true;
    const callee = depth < CALL_LIMIT ? functionNamed(homeOf(fn), name) : undefined;
    if (callee !== undefined) return callee !== fn && makes(callee, check, depth + 1);
    // A function out of sight that the patch calls under such a name.
    return lineOf(fragment, node)?.change === 'added' && isNamed(check, name);
  });
}

function isNamed({ named }: Check, name: string): boolean {
  return named?.test(name) === true && !/^(?:mmu_interval|hmm)_/.test(name);
}

const CHECKS = [
  {
    what: 'the check of the sequence',
    // One whose answer nobody looks at is none.
    text: /^(?!\s{0,99}(?:\(void\)\s{0,9})?mmu_interval_\w{1,20}\([^;]{0,200};\s{0,9}$).{0,400}\bmmu_interval_(?:read_retry|check_retry)\b/m,
    named: /retry|stale|seq/,
  },
  {
    what: 'the test of HMM_PFN_VALID',
    text: /[&(]\s{0,9}HMM_PFN_VALID\b|\bhmm_pfn_valid\b/,
    named: /valid/,
  },
  { what: 'the test of HMM_PFN_WRITE', text: /&\s{0,9}HMM_PFN_WRITE\b/ },
  {
    what: 'the sequence of the attempt',
    text: /\bmmu_interval_read_begin\b/,
    helper: true,
    named: /begin|seq/,
  },
  {
    what: 'the check of the sequence by a function',
    text: /\b\w{0,40}(?:hmm|userptr|notifier|interval)\w{0,40}_(?:valid|retry|stale|check_repin)\s{0,9}\(/,
    named: /valid|retry|stale|repin/,
  },
  {
    what: 'the raising of the sequence',
    text: /\bmmu_interval_set_seq\b/,
    named: /seq|invalidate|evict/,
  },
  { what: 'the test of -EBUSY', text: /[!=]=\s{0,9}-\s{0,9}EBUSY\b/, helper: true },
  { what: 'the owner of the range', text: /\bdev_private_owner\s{0,9}=/ },
  {
    what: 'the clearing of the array',
    text: /\bmemset\w{0,9}\s{0,9}\([^;]{0,99}pfns?\b|pfns?\[[^\]+]{1,40}\]\s{0,9}=\s{0,9}0\s{0,9};/,
  },
  {
    what: 'the mmap lock',
    text: /\bmmap_(?:read|write)_(?:try)?lock\w{0,9}\s{0,9}[()]|\w_lock\s{0,9}\(\s{0,9}\w{0,40}mm\s{0,9}\)/,
    helper: true,
    named: /lock/,
    around: isFaulted,
  },
] as const satisfies readonly Check[];

interface Check {
  readonly what: string;
  readonly text: RegExp;
  /** Whether the helper that takes the lock and the sequence by itself stands for it. */
  readonly helper?: true;
  /** The name of a function that may do it out of sight. */
  readonly named?: RegExp;
  /** What must be there for the check to be missed; anything, if it is left out. */
  readonly around?: (view: CodeView, section: string) => boolean;
}

const FAULTS = new RegExp(`\\b${LOCKED_FAULT}\\s{0,9}\\(`);

/** Whether a function that is shown still makes the range fault itself. */
function isFaulted(view: CodeView, section: string): boolean {
  return linesWith(view, 'context').some((one) => one.section === section && FAULTS.test(one.code));
}
