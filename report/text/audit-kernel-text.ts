// SPDX-License-Identifier: GPL-2.0-or-later
import { printableData } from '../../oracle/scenario/printable';
import { type RunVerdict, undoneTexts } from '../../oracle/verdict/verdict';
import {
  type AuditedTreeFacts,
  type AuditKernelOptions,
  type AuditKernelReport,
  type KernelFinding,
  verdictOfAuditKernel,
} from '../../tree/audit/report';
import { scopeSize } from '../../tree/audit/scenarios';
import {
  crashLines,
  explainedLines,
  findingLines,
  layoutLines,
  raceLines,
  treeNoteLines,
  violationLines,
} from './audit-kernel-sections';
import { coverageLines } from './coverage-text';
import { hasGone, kernelCaveats, NAMED_AT_MOST } from './kernel-caveats';
import { kernelProofLines } from './kernel-proof-text';
import { shellWord } from './shell-word';
import type { Style } from './style';
import { doneOf, notComparedSection, verdictLine, verdictSentence } from './verdict-text';

/** The header: what is compared, from which it can be run again. */
export function auditKernelHeader({ trees, expect, ...options }: AuditKernelOptions): string {
  const { seed, scope, runs, vectors, races } = options;
  return [
    'hmm-pfn audit kernel',
    trees.map(shellWord).join(' '),
    ...(expect === null ? [] : [`expect ${expect}`]),
    `seed ${seed}`,
    `scope ${scope}`,
    `runs ${runs}`,
    `races ${races}`,
    `vectors ${vectors.length === 1 ? '1 file' : `${vectors.length} files`}`,
  ].join('  ');
}

/** What came of an audit, the cause in the first line. */
export function auditKernelText(found: AuditKernelReport, style: Style): string {
  const report = printableData(found);
  const verdict = verdictOfAuditKernel(report);
  return [
    ...(report.interrupted
      ? [style.bad('Interrupted; these are the results until then.'), '']
      : []),
    headline(report, verdict, style),
    '',
    ...treeLines(report, style),
    ...report.causes.flatMap((finding) => findingLines(finding, report.options, style)),
    ...(report.othersNotShown > 0 ? [`… and ${report.othersNotShown} more causes`, ''] : []),
    ...layoutLines(report, style),
    ...explainedLines(report, style),
    ...violationLines(report, style),
    ...treeNoteLines(report, style),
    ...raceLines(report, style),
    ...crashLines(report, style),
    ...(report.proof === undefined ? [] : kernelProofLines(report.proof, style)),
    ...coverageLines(report.coverage, report.changed.files.length > 0, style),
    ...notComparedSection(verdict, style),
    verdictLine(verdict, auditKernelVerdict(report), style),
  ].join('\n');
}

/** One line that names the first cause, or says that there is none. */
export function headlineText(report: AuditKernelReport): string {
  const { causes, notes, layout, changed, shownIn } = report;
  const [first] = causes;
  const where = `${functionsText(shownIn ?? changed.functions)}${undoneText(report)}`;
  if (first !== undefined) {
    const [detail] = first.details;
    const shown = detail === undefined || detail.detail === '' ? '' : `: ${detail.detail}`;
    const more = causes.length > 1 ? `, and ${causes.length - 1} more` : '';
    return `Different: ${first.cause}${shown}${entriesText(first)}${more}${where}`;
  }
  if (layout !== null && layout.release === null) {
    return `Different: the layout of a word: ${layout.before} / ${layout.after}${where}`;
  }
  const note = notes.find(({ change }) => change === 'comes');
  if (note !== undefined) return `Different: ${note.text}${where}`;
  const refuted = report.proof?.statements.find(({ outcome }) => outcome === 'refuted');
  if (refuted !== undefined) return `Different: refuted by the prover: ${refuted.says}${where}`;
  return [undecidedText(report) ?? knownOnlyText(report), ...kernelCaveats(report)].join('; ');
}

/** That a part was not compared without which nothing can be concluded. */
function undecidedText(report: AuditKernelReport): string | undefined {
  const verdict = verdictOfAuditKernel(report);
  if (verdict.kind !== 'nothing-compared' || comparedIn(report) === 0) return undefined;
  return `Undecided: nothing of ${verdict.missing.join(', ')} was compared`;
}

/** What a finding does not say: that of other scenarios there is no result. */
function undoneText({ examined }: AuditKernelReport): string {
  const undone = undoneTexts(examined);
  return undone.length === 0 ? '' : `; ${undone.join(', ')} compared`;
}

function functionsText(functions: readonly string[]): string {
  if (functions.length === 0) return '';
  const more = functions.length - NAMED_AT_MOST;
  const rest = more > 0 ? `, and ${more} more` : '';
  return ` [${functions.slice(0, NAMED_AT_MOST).join(', ')}${rest}]`;
}

/** What is left where nothing is new: the same, or differences that are known, the most frequent first. */
function knownOnlyText(report: AuditKernelReport): string {
  const { layout, explained } = report;
  const ids = explained.map(({ id }) => id);
  const known = [...(layout === null ? [] : ['the layout of a word']), ...ids];
  if (known.length > 0) {
    const more = known.length - NAMED_AT_MOST;
    const rest = more > 0 ? `, and ${more} more` : '';
    return `Known differences only: ${known.slice(0, NAMED_AT_MOST).join(', ')}${rest}`;
  }
  if (comparedIn(report) === 0) return 'Nothing was compared';
  return `Equal: both trees do the same in ${auditKernelDone(report)}`;
}

/** Scenarios, and changes within walks. */
function comparedIn({ compared, races }: AuditKernelReport): number {
  return compared + (races === null ? 0 : races.compared + races.given);
}

function entriesText({ met }: KernelFinding): string {
  const others = met.length - 1;
  if (others < 1) return '';
  return ` (and at ${others} other ${others === 1 ? 'kind' : 'kinds'} of entry)`;
}

/** In the colour of the verdict, whatever the line says. */
function headline(report: AuditKernelReport, verdict: RunVerdict, style: Style): string {
  const text = headlineText(report);
  return verdict.kind === 'clean' ? style.good(text) : style.bad(text);
}

function treeLines(report: AuditKernelReport, style: Style): string[] {
  const { before, after, patch, changed } = report;
  const facts = ({ what, like, differs }: AuditedTreeFacts): string =>
    `${what}  ${style.dim(`nearest model ${like}${differs.length === 0 ? '' : `, which differs in: ${differs.join('; ')}`}`)}`;
  return [
    `  before   ${facts(before)}`,
    `  after    ${facts(after)}`,
    ...(patch === null ? [] : [`  patch    ${patch.name}, applied to ${patch.applied.join(', ')}`]),
    ...(patch === null || patch.notRun.length === 0
      ? []
      : [style.bad(`  not run  ${patch.notRun.join(', ')}`)]),
    `  changed  ${changed.files.length === 0 ? 'no file that is run' : changed.files.join(', ')}`,
    ...(changed.functions.length > NAMED_AT_MOST
      ? [`           ${changed.functions.join(', ')}`]
      : []),
    '',
  ];
}

/** The verdict of an audit, in one sentence. */
export function auditKernelVerdict(report: AuditKernelReport): string {
  const { causes, othersNotShown, options, layout, explained } = report;
  const count = causes.length + othersNotShown;
  const comes = report.notes.filter(({ change }) => change === 'comes').length;
  const found = [
    ...(count > 0 ? [`${count} unexplained ${count === 1 ? 'difference' : 'differences'}`] : []),
    ...(comes > 0 ? [`${comes} new ${comes === 1 ? 'note' : 'notes'}`] : []),
    ...(layout !== null && (options.expect === 'same' || layout.release === null)
      ? ['another layout of a word']
      : []),
    ...(options.expect === 'same' && explained.length > 0
      ? [`${explained.length} known differences where none was expected`]
      : []),
  ];
  const isEqual = report.equal === report.compared && layout === null && !hasGone(report);
  return verdictSentence(verdictOfAuditKernel(report), {
    clean: isEqual ? 'no difference' : 'no unexplained differences',
    found:
      found.length === 0
        ? 'a change in notes or in contract violations where none was expected'
        : new Intl.ListFormat('en', { style: 'long' }).format(found),
    where: `in ${auditKernelDone(report)}`,
    but: kernelCaveats(report),
  });
}

/** How much was run. */
export function auditKernelDone({ scenarios, options, races }: AuditKernelReport): string {
  const { vectors, scope, random } = scenarios;
  const size = scopeSize(options.scope);
  const parts = [
    ...(options.vectors.length > 0 ? [`${vectors} vectors`] : []),
    ...(options.scope > 0 ? [`${doneOf(scope, size)} scenarios of scope ${options.scope}`] : []),
    ...(options.runs > 0
      ? [`${random === options.runs ? random : doneOf(random, options.runs)} random scenarios`]
      : []),
    ...(options.races === 'none' ? [] : [`${races?.compared ?? 0} changes within walks`]),
  ];
  return parts.length === 0 ? 'nothing' : parts.join(', ');
}
