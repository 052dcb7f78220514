// SPDX-License-Identifier: GPL-2.0-or-later
import type { AttemptReport, LoopReport } from '../attempts/report';
import type { Violation } from '../contract/clause';
import type { Difference } from '../differences/difference';
import { COMMAND } from '../package/command';
import { requestsMarkdown, requestsTable } from './requests-table';

/** `docs/review.md`: what the review of the format's removal asked, answered with evidence. */
export function reviewPage(
  differences: readonly Difference[],
  violations: readonly Violation[],
  attempts: AttemptReport,
): string {
  return [
    '<!-- Made by `npm run docs` from what the code enumerates. -->',
    '# Answers to the review',
    '',
    'The patch that removed the customizable pfn format was reviewed with "I wasn\'t able to spot any',
    'errors in the code", and with questions that stayed open. Each answer ends with the command that',
    'shows it.',
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
    ({ id, between }) => between('legacy', 'modern') && !id.startsWith('format-'),
  );
  return [
    '## 1. Is the conversion right?',
    '',
    'It takes the same fault decisions: on every scenario of the scope, on the golden vectors and on',
    'random address spaces, return code, fault trace and walks are the same, for every well-formed',
    `format. It does not report the same. In ${wellFormed.length} situations the old format reports a`,
    'valid page and the new one a pfn without any flag, for which the documentation has no word:',
    '',
    ...wellFormed.map(({ id, title }) => `- [${id}](differences.md#${id}): ${title}`),
    '',
    'All of them come from one line: building an entry set the valid bit whatever the CPU flags were.',
    'The new format is right to drop it, and wrong to keep the pfn. Both break the contract there; in',
    `all, ${violations.length} ways to break one of its promises are known ([contract](contract.md)).`,
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
    'nothing (1), requests page by page (3, nouveau), all to be read (6) and all to be written (11,',
    'amdgpu). Rows 2 and 17 make a read of a write and a write of a read, and row 8 is the example of',
    'the documentation. REQ_WRITE without REQ_FAULT asks nothing by itself, but turns reads into writes',
    'as a default. A mask of 0 hides the requests, and so does REQ_FAULT|REQ_WRITE as default.',
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
    'Serious for nouveau, before and after the removal; not for amdgpu, whose mask of 0 hides the',
    'array. Under every schedule of other threads in a bounded scope:',
    '',
    '| loop | schedules | succeed | fail | never end | causes from destroyed input | others |',
    '|---|---|---|---|---|---|---|',
    ...attempts.loops.map(loopRow),
    '',
    "An output word becomes the next attempt's input, and its flags are requests: a page that was",
    'found writable is then asked to be written, and one that nobody asked for is asked for. That',
    'breaks copy-on-write for nothing, or fails with -EPERM or -EFAULT although nobody asked for what',
    'failed. A thread that keeps write-protecting (as fork does) keeps a *read* from ever ending. Since',
    'the removal a prefetch asks nothing, so one page is enough; before, it took three.',
    '',
    'Writing the requests anew before each attempt, as the FIXME says, removes exactly these:',
    '',
    ...attempts.loops.map(regenerationLine),
    '',
    'What remains does not come from the array: a loop without a bound cannot end while others keep',
    'invalidating, and a call that never sees an invalidation walks on for ever.',
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
  return `- ${driver}: ${removed.length} causes go, ${verdict} from destroyed input; ${remaining.length} remain.`;
}

function stack(): string[] {
  return [
    '## 4. Does the second array endanger the stack?',
    '',
    'No. It has 16 entries of `unsigned long`: 128 bytes on 64 bits and 64 bytes on 32, beside',
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
    'The reviewer is right on both. The example sets `range.pfns`, and the field is `hmm_pfns`: it does',
    'not compile. And input and output flags share bits under two names, which is what question 3 is',
    'made of: `HMM_PFN_VALID` is `HMM_PFN_REQ_FAULT`, and `HMM_PFN_WRITE` is `HMM_PFN_REQ_WRITE`.',
    'The example of the old format, bits 63 and 62, does not work with the decoder of its own header:',
    'see [format-flag-above-pfn](differences.md#format-flag-above-pfn).',
    '',
    ...shown(`${COMMAND} explain format-flag-above-pfn`, `${COMMAND} audit patch review.txt`),
  ];
}

function shown(...commands: readonly string[]): string[] {
  return ['```sh', ...commands, '```', ''];
}
