// SPDX-License-Identifier: GPL-2.0-or-later
import {
  type AuditKernelReport,
  type KernelCoverage,
  type KernelProof,
  verdictOfAuditKernel,
} from '../../../tree/audit/report';
import { kernelCauseLines, replayKernel } from '../../text/audit-kernel-sections';
import { auditKernelHeader, auditKernelVerdict, headlineText } from '../../text/audit-kernel-text';
import { coverageText } from '../../text/coverage-text';
import type { Places } from './audit-view';
import { newCausesBlock } from './causes-block';
import type { Block, CausesBlock, PartView, TableBlock } from './page-view';
import { scenarioView } from './scenario-view';
import { warningsOf } from './warnings';

/** What was reached of a tree: the lines of the change that were not, then each file with its counts. */
function coverageBlocks(coverage: KernelCoverage | null): readonly TableBlock[] {
  if (coverage === null) return [];
  const { changed, files } = coverage;
  return [
    {
      kind: 'table',
      title: 'Changed lines that nothing reached',
      intro: `${changed.lines - changed.missed.length} of ${changed.lines} changed lines of code were reached.`,
      head: ['place', 'line', 'why'],
      rows: changed.missed.map(({ path, line, text, why }) => [`${path}:${line}`, text, why ?? '']),
      marked: changed.missed.map(() => true),
    },
    ...waysBlocks(changed.missedBranches),
    ...files.map(sourceBlock),
  ];
}

/** Changed lines that were reached, but not left by each of their ways. */
function waysBlocks(missed: KernelCoverage['changed']['missedBranches']): readonly TableBlock[] {
  if (missed.length === 0) return [];
  return [
    {
      kind: 'table',
      title: 'Changed lines of which not every way was taken',
      intro: 'A condition, or a part of one, that was only ever true, or only ever false.',
      head: ['place', 'line', 'ways not taken', 'why'],
      rows: missed.map(({ path, line, text, ways, of, why }) => [
        `${path}:${line}`,
        text,
        of === 0 ? 'not counted' : `${ways} of ${of}`,
        why ?? '',
      ]),
      marked: missed.map(() => true),
    },
  ];
}

/** The source with how often each line ran; those that never ran are marked. */
function sourceBlock(file: KernelCoverage['files'][number]): TableBlock {
  const counts = new Map(file.lines.map(({ line, count }) => [line, count]));
  return {
    kind: 'table',
    title: `Coverage of ${file.path}`,
    intro: coverageText(file),
    head: ['line', 'times', 'source'],
    rows: file.source.map((text, index) => [index + 1, counts.get(index + 1) ?? '', text]),
    marked: file.source.map((_, index) => counts.get(index + 1) === 0),
  };
}

/** An audit of a change to the kernel: what is new, what is known, what no array shows. */
export function auditKernelPart(report: AuditKernelReport, places: Places): PartView {
  const { options, before, after, patch, changed, examined } = report;
  return {
    title: 'hmm-pfn audit kernel',
    facts: [
      { term: 'run', text: auditKernelHeader(options).replace('hmm-pfn audit kernel', '').trim() },
      { term: 'before', text: `${before.what} (nearest model ${before.like})` },
      { term: 'after', text: `${after.what} (nearest model ${after.like})` },
      { term: 'changed', text: [...changed.files, ...changed.functions].join(', ') || 'nothing' },
    ],
    replay: undefined,
    about: [{ term: 'in short', text: headlineText(report) }],
    verdict: { kind: verdictOfAuditKernel(report).kind, text: auditKernelVerdict(report) },
    warnings: [
      ...warningsOf(examined),
      ...(patch === null || patch.notRun.length === 0
        ? []
        : [`Files of the patch that were not run: ${patch.notRun.join(', ')}.`]),
    ],
    blocks: [
      causesBlock(report, places),
      knownBlock(report),
      violationsBlock(report),
      notesBlock(report, places),
      ...(report.proof === undefined ? [] : [proofBlock(report.proof)]),
      ...coverageBlocks(report.coverage),
    ],
  };
}

function causesBlock(
  { causes, othersNotShown, options }: AuditKernelReport,
  places: Places,
): CausesBlock {
  return newCausesBlock({
    intro:
      causes.length === 0
        ? 'Both trees do the same, as far as nothing known explains it.'
        : 'Decisions that the tree after takes otherwise, each with the simplest scenario that shows it; before / after.',
    columns: ['scenarios'],
    causes: causes.map((finding) => ({
      ...{ id: finding.cause, title: '', counts: [finding.count] },
      facts: [{ term: 'effect on drivers', text: finding.driver }],
      lines: [...kernelCauseLines(finding), '', ...finding.lines],
      scenario: scenarioView(places(finding.scenario)),
      replay: replayKernel(options, finding.scenario),
    })),
    notShown: othersNotShown,
  });
}

function proofBlock({ statements, known, bounds }: KernelProof): Block {
  return {
    kind: 'table',
    title: 'What a prover says of one walk',
    intro: bounds.join(' '),
    head: ['outcome', 'statement', 'where'],
    rows: [
      ...statements.map(({ outcome, says, lines }) => [outcome, says, lines.join('; ')]),
      ...known.map(({ says }) => ['needed', says, 'a known difference']),
    ],
    marked: [...statements.map(({ outcome }) => outcome !== 'proved'), ...known.map(() => false)],
  };
}

function knownBlock({ explained, layout }: AuditKernelReport): Block {
  const moved =
    layout === null ? [] : [['layout of a word', '', `${layout.before} / ${layout.after}`]];
  return {
    kind: 'table',
    title: 'Known differences between the releases of the two',
    intro: explained.length + moved.length === 0 ? 'None.' : '',
    head: ['known difference', 'scenarios', 'what'],
    rows: [...moved, ...explained.map(({ id, count, title }) => [id, count, title])],
    marked: [],
  };
}

function violationsBlock({ violations }: AuditKernelReport): Block {
  return {
    kind: 'table',
    title: 'Contract violations',
    intro: 'Those that come, go or stay with the change.',
    head: ['violation', 'change'],
    rows: violations.map(({ id, change }) => [id, change]),
    marked: [],
  };
}

function notesBlock({ notes, options }: AuditKernelReport, places: Places): CausesBlock {
  return {
    kind: 'causes',
    title: 'What no array shows: locks, sequence checks, warnings',
    fresh: notes.some(({ change }) => change === 'comes'),
    mark: '',
    intro: notes.length === 0 ? 'None.' : '',
    columns: ['before', 'after'],
    causes: notes.map(({ text, change, before, after, where, scenario }) => ({
      ...{ id: text, title: change, counts: [before, after], facts: [], lines: where },
      scenario: scenarioView(places(scenario)),
      replay: replayKernel(options, scenario),
    })),
    notShown: 0,
  };
}
