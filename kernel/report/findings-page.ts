// SPDX-License-Identifier: GPL-2.0-or-later
import type { Clause, Violation } from '../../oracle/contract/clause';
import { randomNumbers } from '../cases/random';
import { wordsOf } from '../judge/compare';
import { caseCounts, type JudgedCase, type LiveReport } from './live-report';
import { wordText } from './mismatch-text';
import { type LiveStanding, STANDINGS } from './not-live';
import { simplificationLines, unseenLines } from './rules-text';

/** What `kernel/reproducers/run.ts` printed, by kernel and reproducer. */
type ReproducedTexts = ReadonlyMap<string, ReadonlyMap<string, string>>;

/** How many words of a case are shown. */
const WORDS_SHOWN = 4;

const INTRODUCTION: readonly string[] = [
  '<!-- Made by `npm run docs` from kernel/fixtures/: captures of real runs. -->',
  '# Live kernels',
  '',
  'A model can be trusted if running kernels agree with it. `npm run test:kernel` boots Debian’s kernels 6.1, 6.12 and 7.3',
  'under QEMU with a module and a program of this project ([protocol](../kernel/protocol.md)), brings memory into',
  'every state that a process can bring it into, and calls `hmm_range_fault()` on it. The module dumps the page table',
  'right before and right after the call, and records page faults and walks. The **actual** page table is written',
  'down as a [scenario](scenario.md), the model of the kernel’s own revision ([model.md](model.md), section 6) runs on it, and',
  'the return code, every word of the array, the page faults, the walks and the page table after the call are compared.',
  'The pfns of new page frames are not known beforehand: each must be one frame, the same in the array and the page table.',
  '',
  '```',
  'npm run test:kernel -- --install            # gets the Debian packages (root), then runs all',
  'npm run test:kernel -- --kernel 6.1         # one kernel: over 1,000 named cases and 2,000 random ones',
  'npm run test:kernel -- --kernel 6.1 --case anon_hwpoison.read --case anon_hwpoison.snapshot',
  'npm run test:kernel -- --kernel 6.12 --seed 7 --runs 5000 --keep DIR',
  'npm run test:kernel -- --kernel 6.1 --bits 32            # words of 32 bits: Debian’s 686-pae kernel',
  'npm run test:kernel -- --image bzImage --build ~/linux   # a kernel of your own',
  '```',
  '',
  'It prints KTAP. A case that is not ok comes with the difference, bits named, its scenario (for `hmm-pfn explain FILE',
  '--sides modern-6.1`; `--keep` writes it to a file), and the command to run it again. Without the packages it prints',
  'SKIP with the reason, and ends with exit code 2 if no other kernel ran. The guest judges nothing, and nothing that the host',
  'requested is assumed to have happened. A busy machine makes a run longer but does not change its results: limits count',
  'the guest’s instructions, what did not end in time is run again alone, and what could not be decided is neither',
  'clean nor a finding.',
  '',
  'What a kernel of your own has to be like is described in [kernel/README.md](../kernel/README.md#a-kernel-of-your-own), and there are',
  'also [words of 32 bits](../kernel/README.md#words-of-32-bits), [releases that do not run](../kernel/README.md#releases-that-do-not-run),',
  '[real hardware](../kernel/README.md#real-hardware), and [captures as results of a side](../kernel/README.md#what-is-kept).',
  '',
  'Not covered: retry loops, requests with bits that have no symbol, machines other than x86.',
  '',
];

/** The findings of `docs/live-kernel.md`: made from kept captures, word by word. */
export function findingsPage(
  reports: readonly LiveReport[],
  clauses: readonly Clause[],
  reproduced: ReproducedTexts,
): string {
  return [
    ...INTRODUCTION,
    ...countsLines(reports),
    '## Contract violations on running kernels',
    '',
    ...clauses.flatMap((clause) => clauseLines(clause, reports, reproduced)),
    ...spinningLines(reproduced),
    ...simplificationLines(reports),
    ...unseenLines(),
  ].join('\n');
}

function countsLines(reports: readonly LiveReport[]): string[] {
  return [
    '## Results of the kept captures',
    '',
    '| kernel | cases | equal to the model | equal with the page faults of the release | explained afterwards | skipped | new |',
    '|---|---|---|---|---|---|---|',
    ...reports.map((report) => {
      const { equal, predicted, explained, skip, new: fresh } = caseCounts(report);
      const total = report.cases.length;
      return `| ${report.release} (\`${report.side}\`) | ${total} | ${equal} | ${predicted} | ${explained} (${share(explained, total)}) | ${skip} | ${fresh} |`;
    }),
    '',
  ];
}

/** A part of a whole in per cent. */
function share(part: number, whole: number): string {
  return `${((100 * part) / whole).toFixed(1)} %`;
}

function clauseLines(
  { id, promise, violations }: Clause,
  reports: readonly LiveReport[],
  reproduced: ReproducedTexts,
): string[] {
  if (violations.length === 0) return [];
  return [
    `### ${id}`,
    '',
    `> ${promise}`,
    '',
    ...violations.flatMap((violation) => violationLines(violation, reports, reproduced)),
  ];
}

function violationLines(
  { id, title, why, driver }: Violation,
  reports: readonly LiveReport[],
  reproduced: ReproducedTexts,
): string[] {
  const standing = STANDINGS[id] ?? {};
  if (standing.why !== undefined) return [`**${id}**: not confirmed: ${standing.why}.`, ''];
  const { reproducer } = standing;
  return [
    `**${id}**: ${title}.`,
    '',
    ...reports.flatMap((report) => evidenceLines(id, report, standing)),
    '',
    `*Why.* ${why}`,
    '',
    `*Effect on drivers.* ${driver}`,
    '',
    ...(reproducer === undefined ? [] : reproducerLines(reproducer, reproduced)),
  ];
}

/** The simplest case of a kernel that shows it; of a pair, both. */
function evidenceLines(
  id: string,
  report: LiveReport,
  { pair, device, only }: LiveStanding,
): string[] {
  const { kernel, side } = report;
  if (pair !== undefined) {
    const both = report.cases.filter(({ name }) => pair.includes(name));
    return [
      `- ${kernel}: confirmed by two calls, ${both.map((one) => caseText(one, side)).join('; ')}`,
    ];
  }
  const showing = report.cases.filter((one) => 'violations' in one && one.violations.includes(id));
  const shown = showing.find(({ name }) => randomNumbers(name) === undefined) ?? showing[0];
  if (shown === undefined && device === true && !report.cases.some(takesDevice)) {
    return [`- ${kernel}: not looked at, built without memory of devices`];
  }
  if (shown === undefined && only?.includes(kernel) === false) {
    return [`- ${kernel}: its release does otherwise`];
  }
  if (shown === undefined) return [`- ${kernel}: **not shown by any case**`];
  const cases = showing.length === 1 ? '' : `${showing.length} cases, such as `;
  return [`- ${kernel}: confirmed by ${cases}${caseText(shown, side)}`];
}

/** Whether a case of memory in a device was carried out. */
function takesDevice(one: JudgedCase): boolean {
  return 'report' in one && one.report.before.some(({ is }) => is.startsWith('device-'));
}

function caseText(one: JudgedCase, side: LiveReport['side']): string {
  if (!('report' in one)) return `\`${one.name}\``;
  const { ret, errno, faults } = one.report;
  const faulted = faults.map(([at, pages, kind]) => `${at} ${pages} pages ${kind}`);
  const fault =
    faulted.length === 0 ? 'no page fault' : `page faults ${faulted.slice(0, 3).join(', ')}`;
  return `\`${one.name}\`: returned ${errno === undefined ? ret : `-${errno}`}, ${fault}; ${wordsText(one, side)}`;
}

/** The first words of the array; after the point where a call stopped they are requests. */
function wordsText(one: Extract<JudgedCase, { report: object }>, side: LiveReport['side']): string {
  const stoppedAt = 'stoppedAt' in one ? one.stoppedAt : 0;
  const words = [...wordsOf(one.report.pfns)].slice(0, WORDS_SHOWN).map((word, page) => {
    const isOutput = page < stoppedAt;
    return `${isOutput ? '' : 'still '}\`${wordText(side, word, isOutput ? 'output' : 'request')}\``;
  });
  return words.join(', ');
}

function reproducerLines(name: string, reproduced: ReproducedTexts): string[] {
  const texts = [...reproduced].map(([kernel, programs]) => ({
    kernel,
    text: programs.get(name)?.trim(),
  }));
  return [
    `\`kernel/reproducers/${name}.c\` printed`,
    '',
    ...texts.flatMap(({ kernel, text }) => ['```', `${kernel}: ${text}`, '```']),
    '',
  ];
}

function spinningLines(reproduced: ReproducedTexts): string[] {
  return [
    '## A call that never ends',
    '',
    'No clause covers it: a hugetlb page that the CPU may not access (protnone, in a readable VMA)',
    'is not VALID, so a request faults it. The hugetlb page fault finds a present page, succeeds, and',
    'changes nothing; the walk begins again and finds the same. Each round checks the sequence, so',
    'only an invalidation by somebody else ends it. The kernel’s own NUMA scanner skips hugetlb',
    'memory, so something else has to make such a page: here the module calls `change_prot_numa()` on it.',
    'A range fault could track progress by the entry, or fail when a fault left the entry as it was.',
    '',
    ...reproducerLines('hugetlb-hinting-spins', reproduced),
  ];
}

/** How many cases came to a verdict with the help of a rule. */
