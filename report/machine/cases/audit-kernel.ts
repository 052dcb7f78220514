// SPDX-License-Identifier: GPL-2.0-or-later
import type {
  AuditKernelReport,
  KernelChange,
  KernelFinding,
  KernelProof,
} from '../../../tree/audit/report';
import { kernelCauseLines, replayKernel } from '../../text/audit-kernel-sections';
import { auditKernelDone } from '../../text/audit-kernel-text';
import { kernelCaveats } from '../../text/kernel-caveats';
import { scenarioText } from '../../text/scenario-text';
import { type Case, caseOf, type Findings, type ReportRule, type Suite } from '../model';
import { SIDE_RULES } from '../rules';
import { stableId } from '../stable-id';
import { knownCase } from './sides';
import { NOTE_RULE } from './tree-notes';
import { WALK_RULE } from './tree-proof';

const KERNEL_RULE: ReportRule = {
  id: 'change-does-the-same',
  title:
    'the changed kernel code does what the code before does, as far as nothing known explains it',
  why: 'Both trees’ mm/hmm.c ran on the same address spaces.',
  effect: 'Drivers get other pages, rights, faults or return codes than before the change.',
  page: 'docs/kernel-change.md',
};
const LAYOUT_RULE: ReportRule = {
  id: 'layout-of-words',
  title: 'bits of a word mean the same before and after the change',
  why: 'The layout is read from the headers of both trees.',
  effect: 'Code with its own shifts or masks reads wrong pfns.',
  page: 'docs/kernel-change.md',
};
/** What two trees did, as cases. */
export function auditKernelFindings(report: AuditKernelReport): Findings {
  const { causes, othersNotShown, explained, violations } = report;
  const suites: readonly Suite[] = [
    {
      id: 'change',
      name: 'What the change makes different',
      cases: [
        ...(causes.length > 0 ? causes.map((one) => causeCase(one, report)) : [same(report)]),
        ...(othersNotShown > 0 ? [moreCase(othersNotShown)] : []),
      ],
    },
    { id: 'layout', name: 'Layout of a word', cases: layoutCases(report) },
    {
      id: 'known',
      name: 'Known differences between the releases of the two',
      cases: explained.map((one) => isExpected(report, knownCase(one, one.count))),
    },
    {
      id: 'contract',
      name: 'Contract violations that come, go or stay',
      cases: violations.map(({ id, change }) =>
        changeCase(report, { id, rule: id, name: id }, change),
      ),
    },
    { id: 'notes', name: 'What no array shows', cases: noteCases(report) },
    ...(report.proof === undefined ? [] : [proofSuite(report.proof, report)]),
  ];
  return {
    suites: suites.filter(({ cases }) => cases.length > 0),
    rules: [KERNEL_RULE, LAYOUT_RULE, NOTE_RULE, WALK_RULE, ...SIDE_RULES],
  };
}

function causeCase(finding: KernelFinding, { options }: AuditKernelReport): Case {
  const { cause, count, scenario, lines } = finding;
  return caseOf({
    ...{ id: `change/${stableId(cause)}`, rule: KERNEL_RULE.id, name: cause },
    ...{ status: 'failed', message: `new: ${cause}`, count, scenario },
    details: [
      ...kernelCauseLines(finding),
      '',
      ...scenarioText(scenario).split('\n'),
      '',
      ...lines,
    ],
    replay: replayKernel(options, scenario),
  });
}

const PROOF_STATUS = { proved: 'passed', refuted: 'failed', undecided: 'error' } as const;

function proofSuite({ statements, known }: KernelProof, report: AuditKernelReport): Suite {
  return {
    id: 'proof',
    name: 'What a prover says of one walk',
    cases: [
      ...statements.map(({ id, says, outcome, lines }) =>
        caseOf({
          ...{ id: `proof/${id}`, rule: WALK_RULE.id, name: says },
          ...{ status: PROOF_STATUS[outcome], message: outcome, details: lines },
        }),
      ),
      ...known.map(({ id, says }) =>
        isExpected(
          report,
          caseOf({
            ...{ id: `proof/${id}`, rule: WALK_RULE.id, name: says },
            ...{ status: 'known', message: 'the trees are the same but for this' },
          }),
        ),
      ),
    ],
  };
}

function moreCase(count: number): Case {
  const name = `${count} more causes`;
  return caseOf({ id: 'change', rule: KERNEL_RULE.id, name, status: 'failed', message: name });
}

function same(report: AuditKernelReport): Case {
  return caseOf({
    id: 'change',
    rule: KERNEL_RULE.id,
    name: KERNEL_RULE.title,
    status: report.compared > 0 ? 'passed' : 'skipped',
    message: [
      `no unexplained differences in ${auditKernelDone(report)}`,
      ...kernelCaveats(report),
    ].join('; '),
  });
}

/** Where no difference is expected, a known one is a finding. */
function isExpected({ options }: AuditKernelReport, one: Case): Case {
  return options.expect === 'same' ? { ...one, status: 'failed' } : one;
}

function layoutCases({ layout, options }: AuditKernelReport): readonly Case[] {
  if (layout === null) return [];
  const { id, title } = LAYOUT_RULE;
  const isKnown = layout.release !== null && options.expect === null;
  const message = `${layout.before} before, ${layout.after} after`;
  return [caseOf({ id, name: title, status: isKnown ? 'known' : 'failed', message })];
}

function changeCase(
  { options }: AuditKernelReport,
  one: Pick<Case, 'id' | 'rule' | 'name'>,
  change: KernelChange,
): Case {
  const isFound = options.expect === 'same' && change !== 'stays';
  return caseOf({ ...one, status: isFound ? 'failed' : 'known', message: CHANGES[change] });
}

const CHANGES: Readonly<Record<KernelChange, string>> = {
  comes: 'only after the change',
  goes: 'only before the change',
  stays: 'before and after the change',
};

function noteCases({ notes, options }: AuditKernelReport): readonly Case[] {
  return notes.map(({ text, change, before, after, where, scenario }) => {
    const isFound = change === 'comes' || (options.expect === 'same' && change !== 'stays');
    return caseOf({
      ...{ id: `note/${stableId(text)}`, rule: NOTE_RULE.id, name: text },
      status: isFound ? 'failed' : 'known',
      message: `${CHANGES[change]}: ${text}`,
      details: [...where, ...scenarioText(scenario).split('\n')],
      ...{ count: Math.max(before, after), scenario, replay: replayKernel(options, scenario) },
    });
  });
}
