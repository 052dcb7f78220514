// SPDX-License-Identifier: GPL-2.0-or-later
import type { AttemptReport, LoopReport } from '../../drivers/attempts/report';
import type { Violation } from '../../oracle/contract/clause';
import type { Difference } from '../../oracle/differences/difference';
import { COMMAND } from '../../oracle/package/command';
import { requestsMarkdown, requestsTable } from '../text/requests-table';

/** `docs/review.md`: the questions of the review of the format's removal, answered with evidence. */
export function reviewPage(
  differences: readonly Difference[],
  violations: readonly Violation[],
  attempts: AttemptReport,
): string {
  return [
    '<!-- Made by `npm run docs` from what the code enumerates. -->',
    '# Answers to the review',
    '',
    'The review of the patch that removed the customizable pfn format said "I wasn\'t able to spot any',
    'errors in the code", and left questions open. Each answer ends with the command that shows it.',
    '',
    ...conversion(differences, violations),
    ...policies(),
    ...retries(attempts),
    ...stack(),
    ...documentation(),
  ].join('\n');
}

function conversion(
  differences: readonly Difference[],
  violations: readonly Violation[],
): string[] {
  const wellFormed = differences.filter(
    ({ illFormed, between }) => between('legacy', 'modern') && illFormed !== true,
  );
  return [
    '## 1. Is the conversion correct?',
    '',
    'It makes the same fault decisions: on every scenario of the scope, on the golden vectors and on',
    'random address spaces, return code, fault trace and walks are the same, for every well-formed',
    `format. But it does not report the same. In ${wellFormed.length} situations the old format reports a`,
    'valid page and the new one a pfn without any flag, which the documentation does not define:',
    '',
    ...wellFormed.map(({ id, title }) => `- [${id}](differences.md#${id}): ${title}`),
    '',
    'All of them come from one line: building an entry set the valid bit whatever the CPU flags were.',
    'The new format is right to drop it, but wrong to keep the pfn. Both violate the contract there; in',
    `total, ${violations.length} contract violations are known ([contract](contract.md)).`,
    '',
    ...shown(`${COMMAND} check --scope 2`),
  ];
}

function policies(): string[] {
  const rows = requestsTable();
  const distinct = rows.filter(({ sameAs }) => sameAs === undefined).length;
  return [
    '## 2. default_flags, pfn_flags_mask and requests: more power than desirable?',
    '',
    `Yes. Of ${rows.length} combinations of the two, ${distinct} differ. Four are what drivers need:`,
    'nothing (1), requests page by page (3, nouveau), read all (6) and write all (11, amdgpu). Rows 2',
    'and 17 turn a write request into a read and a read request into a write, and row 8 is the example',
    'in the documentation. REQ_WRITE without REQ_FAULT requests nothing by itself, but turns reads into',
    'writes as a default. A mask of 0 hides the requests, and so does REQ_FAULT|REQ_WRITE as default.',
    '',
    requestsMarkdown(),
    '',
    ...shown(`${COMMAND} requests`),
  ];
}

function retries(attempts: AttemptReport): string[] {
  return [
    '## 3. The input is destroyed on -EBUSY: how serious is it? Can we get stuck in a loop?',
    '',
    'It is serious for nouveau, before and after the removal; not for amdgpu, whose mask of 0 hides the',
    'array. Under every schedule of other threads in a bounded scope:',
    '',
    '| loop | schedules | succeed | fail | never end | causes from destroyed input | others |',
    '|---|---|---|---|---|---|---|',
    ...attempts.loops.map(loopRow),
    '',
    'An output word becomes the input of the next attempt, and its flags are requests: a page that was',
    'found writable then has a write request, and one that was not requested has a request. That breaks',
    'copy-on-write needlessly, or fails with -EPERM or -EFAULT because of a page that nobody requested.',
    'A thread that keeps write-protecting (as fork does) can keep a *read* from ever completing. Since',
    'the removal a prefetch requests nothing, so one page is enough for this; before, it took three.',
    '',
    'Rewriting the requests before each attempt, as the FIXME says, removes exactly these:',
    '',
    ...attempts.loops.map(regenerationLine),
    '',
    'What remains does not come from the array: an unbounded loop cannot end while others keep',
    'invalidating, and a livelocked call that never sees an invalidation never returns.',
    '',
    ...shown(`${COMMAND} attempts --driver nouveau-after`),
  ];
}

function loopRow({ driver, schedules, ends, causes }: LoopReport): string {
  const destroyed = causes.filter(({ fromDestroyedInput }) => fromDestroyedInput).length;
  const cells = [
    driver,
    schedules,
    ends.done,
    ends.failed,
    ends.recurs + ends.spins,
    destroyed,
    causes.length - destroyed,
  ];
  return `| ${cells.join(' | ')} |`;
}

function regenerationLine({ driver, regeneration }: LoopReport): string {
  const { removed, remaining, exact } = regeneration;
  const verdict = exact ? 'exactly those' : '**not** exactly those';
  return `- ${driver}: ${removed.length} causes disappear, ${verdict} from destroyed input; ${remaining.length} remain.`;
}

function stack(): string[] {
  return [
    '## 4. Does the second array endanger the stack?',
    '',
    'No. It has 16 entries of `unsigned long`: 128 bytes on 64 bits and 64 bytes on 32, in addition to',
    '`u64 phys[16]` with 128 bytes. The default limit for one frame is 2048 bytes on 64 bits, 1024 on 32.',
    '',
    'With the mail saved as review.txt:',
    '',
    ...shown(`${COMMAND} audit patch review.txt`),
  ];
}

function documentation(): string[] {
  return [
    '## 5. The example in the documentation, and the comment on flags',
    '',
    'The reviewer is right about both. The example sets `range.pfns`, but the field is `hmm_pfns`: it does',
    'not compile. And input and output flags share bits under two names, which is the root of question',
    '3: `HMM_PFN_VALID` is `HMM_PFN_REQ_FAULT`, and `HMM_PFN_WRITE` is `HMM_PFN_REQ_WRITE`.',
    'The example of the old format, bits 63 and 62, does not work with the decoder of its own header:',
    'see [format-flag-above-pfn](differences.md#format-flag-above-pfn).',
    '',
    ...shown(`${COMMAND} explain format-flag-above-pfn`, `${COMMAND} audit patch review.txt`),
  ];
}

function shown(...commands: readonly string[]): string[] {
  return ['```sh', ...commands, '```', ''];
}
