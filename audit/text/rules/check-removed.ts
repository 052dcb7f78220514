// SPDX-License-Identifier: GPL-2.0-or-later
import type { CodeLine } from '../code/lines';
import type { CodeView } from '../code/view';
import { isFaultName } from '../hmm/attempt';
import { noLongerRepeated } from './policy-once';
import { type Hit, type PatchSide, patch, type Rule, type Subject } from './rule';

/** What a patch takes away that kept a driver right, with nothing in its place. */
export const checkRemoved: Rule = {
  id: 'check-removed',
  title: 'the patch removes a check or a request',
  severity: 'suspicious',
  formats: 'both',
  concerns: 'callers',
  why:
    'Without mmu_interval_read_retry() an invalidation goes unnoticed; without the test of ' +
    'HMM_PFN_VALID an entry without a page is taken for one; without its store a request asks for less.',
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
      const gone = linesOf(before.view, 'removed').filter((line) => text.test(line.code));
      if (gone.length <= added(now.view, text)) continue;
      const [first] = gone;
      if (first === undefined || staysInFunction(now.view, text, first.section)) continue;
      yield { line: first.line, reason: `${what} is gone, and nothing that is added does it` };
    }
    yield* requestsRemoved(before, now);
  },
};

const CHECKS = [
  { what: 'the check of the sequence', text: /\bmmu_interval_(read_retry|check_retry)\b/ },
  { what: 'the test of HMM_PFN_VALID', text: /[&(]\s{0,9}HMM_PFN_VALID\b|\bhmm_pfn_valid\b/ },
  { what: 'the test of HMM_PFN_WRITE', text: /&\s{0,9}HMM_PFN_WRITE\b/ },
  { what: 'the sequence of the attempt', text: /\bmmu_interval_read_begin\b/ },
  { what: 'the test of -EBUSY', text: /[!=]=\s{0,9}-\s{0,9}EBUSY\b/ },
] as const;

interface ChangedLine {
  readonly line: CodeLine;
  readonly code: string;
  readonly section: string;
}

function linesOf(view: CodeView, change: CodeLine['change']): ChangedLine[] {
  return view.fragments.flatMap(({ code, lines, section }) =>
    lines.flatMap((line, row) =>
      line.change === change ? [{ line, code: code[row] ?? '', section }] : [],
    ),
  );
}

/** Lines that any file of the patch adds: what was here may have moved there. */
function added({ program }: CodeView, text: RegExp): number {
  const lines = program.views.flatMap((view) => linesOf(view, 'added'));
  // A helper that takes the sequence by itself, or a wrapper, stands for the check.
  return lines.filter(({ code }) => text.test(code) || REPLACES.test(code)).length;
}

const REPLACES = /\bhmm_range_fault_unlocked\w*\s*\(/;

/** Whether the same function still shows the check elsewhere. */
function staysInFunction(view: CodeView, text: RegExp, section: string): boolean {
  return linesOf(view, 'context').some((one) => one.section === section && text.test(one.code));
}

function takesFaultAway(before: CodeView, now: CodeView): boolean {
  const calls = (view: CodeView, change: CodeLine['change']): number =>
    linesOf(view, change).filter(({ code }) =>
      [...code.matchAll(/\b(\w+)\s*\(/g)].some(([, name = '']) => isFaultName(name)),
    ).length;
  return calls(before, 'removed') > calls(now, 'added');
}

/** A store that asked for something, where the patch adds no store of this kind at all. */
function* requestsRemoved(before: PatchSide, now: PatchSide): Generator<Hit> {
  for (const target of ['default_flags', 'pfn_flags_mask', 'entry'] as const) {
    const isOf = (one: { readonly target: string }) => one.target === target;
    if (now.stores.some((one) => isOf(one) && one.line.change === 'added')) continue;
    const field = target === 'entry' ? /\bHMM_PFN_REQ_/ : new RegExp(`\\b${target}\\b`);
    if (added(now.view, field) > 0) continue;
    const moved = noLongerRepeated(before, now).map(({ line }) => line);
    for (const { line, ask, text } of before.stores.filter(isOf)) {
      if (line.change !== 'removed' || ask === undefined || ask.may === 0) continue;
      // Set once instead of each time is another rule's.
      if (moved.includes(line)) continue;
      yield {
        line,
        reason: `the request for ${text} is gone, and nothing that is added asks for it`,
      };
      break;
    }
  }
}
