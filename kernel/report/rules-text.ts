// SPDX-License-Identifier: GPL-2.0-or-later
import { FAILED_OUTSIDE } from '../judge/judge';
import {
  FAILED_FAULT_RULES,
  holdsIn,
  kernelVersionOf,
  RELEASE_RULES,
  releasesOf,
} from '../judge/release-rules';
import { LIVE_SIMPLIFICATIONS } from '../judge/simplifications';
import { SEEN_ON, UNSEEN, UNSEEN_REASONS } from '../judge/unseen';
import type { LiveReport } from './live-report';

/** In how many cases a rule, or a simplification, was needed. */
function needing(report: LiveReport, kind: 'predicted' | 'explained', id: string): number {
  return report.cases.filter((one) => one.kind === kind && one.by.some((by) => by === id)).length;
}

function ruleLines(reports: readonly LiveReport[]): string[] {
  const rules = [...RELEASE_RULES, ...FAILED_FAULT_RULES];
  return [
    '## What page faults of a release do otherwise than the model',
    '',
    'The models’ page faults are simpler than a kernel’s. What a kernel does instead is predicted, from its release and from',
    'what the module reports of the memory before the call; the page table that the call left is not looked at. The run is',
    'then compared bit by bit: a kernel that does otherwise than its release is a new case.',
    '',
    `| rule | releases | decided by | ${reports.map(({ kernel }) => `cases on ${kernel}`).join(' | ')} |`,
    `|---|---|---|${reports.map(() => '---|').join('')}`,
    ...rules.map((rule) => {
      const counts = reports.map((report) =>
        holdsIn(rule, kernelVersionOf(report.kernel)) ? needing(report, 'predicted', rule.id) : '–',
      );
      return `| ${rule.id} | ${releasesOf(rule)} | ${rule.decidedBy} | ${counts.join(' | ')} |`;
    }),
    '',
    'The kernels in the table were measured; in which release between two of them a change came is from the kernel’s history.',
    '[simplifications.md](simplifications.md) describes each of them; `explain` says which of them a scenario meets.',
    '',
  ];
}

/** What page faults of releases do otherwise than the model, and what nothing tells beforehand. */
export function simplificationLines(reports: readonly LiveReport[]): string[] {
  const ids = [...LIVE_SIMPLIFICATIONS.map(({ id }) => id), FAILED_OUTSIDE];
  return [
    ...ruleLines(reports),
    '## What nothing tells beforehand',
    '',
    'Here the kernel is believed: the page table that it left, or the result of its last page fault, says what it did.',
    'Everything that follows from it must then be equal, bit by bit.',
    '',
    `| simplification | ${reports.map(({ kernel }) => `cases on ${kernel}`).join(' | ')} |`,
    `|---|${reports.map(() => '---|').join('')}`,
    ...ids.map(
      (id) => `| ${id} | ${reports.map((one) => needing(one, 'explained', id)).join(' | ')} |`,
    ),
    '',
    '- *device-page-mapped*: the vdso. Nothing in a VMA says that the kernel fills it by a handler of its own.',
    '- *fault-failed-outside*: the pool of huge pages had none left, or the page of a file was poisoned.',
    '',
  ];
}

/** What a live kernel cannot show. */
export function unseenLines(): string[] {
  return [
    '## What a live kernel cannot show',
    '',
    'The tests plant wrong lines in a copy of the model, across all rules of model.md, and judge the kept captures',
    'with each. Every one is caught on 6.1 and on 6.12, except for these, which no kernel catches:',
    '',
    ...Object.entries(UNSEEN_REASONS).flatMap(([reason, text]) => [
      `- ${text}:`,
      ...Object.entries(UNSEEN).flatMap(([name, why]) => (why === reason ? [`  - ${name}`] : [])),
    ]),
    '',
    'and for these, which take memory of a device, or markers that not every release has:',
    '',
    ...Object.entries(SEEN_ON).map(
      ([name, kernels]) => `- ${name}: caught on ${kernels.join(', ')}`,
    ),
    '',
    'Of the page fault rules, 3 and 13 need conditions that a process cannot bring about, and 9 and 10 are',
    'never reached by a range fault. All others are checked, as is the whole page walk; 14, 19 and 20 on 7.3 only.',
    '',
  ];
}
