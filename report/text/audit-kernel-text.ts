// SPDX-License-Identifier: GPL-2.0-or-later
import { COMMAND } from '../../oracle/package/command';
import { printableData } from '../../oracle/scenario/printable';
import type { ScenarioDocument } from '../../oracle/scenario/schema';
import type { RunVerdict } from '../../oracle/verdict/verdict';
import {
  type AuditKernelOptions,
  type AuditKernelReport,
  type Change,
  type KernelFinding,
  type KernelNote,
  type TreeFacts,
  verdictOfAuditKernel,
} from '../../tree/audit/report';
import { scopeSize } from '../../tree/audit/scenarios';
import { detailLines } from './cause-text';
import { coverageLines } from './coverage-text';
import { hasGone, kernelCaveats, NAMED_AT_MOST } from './kernel-caveats';
import { kernelProofLines } from './kernel-proof-text';
import { scenarioOnInput } from './replay-command';
import { scenarioText } from './scenario-text';
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
    ...noteLines(report, style),
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
  const where = functionsText(shownIn ?? changed.functions);
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
  return [knownOnlyText(report), ...kernelCaveats(report)].join('; ');
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
  const facts = ({ what, like, differs }: TreeFacts): string =>
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

/** Where a cause shows, what each tree does there and what it means; a line each. */
export function kernelCauseLines(finding: KernelFinding): readonly string[] {
  const { details, met, folded, driver, shrinking } = finding;
  return [
    ...detailLines(details),
    ...(met.length > 1 ? [`at ${met.length} kinds of entry: ${met.join(', ')}`] : []),
    ...folded.map(({ cause, count }) => `same origin: ${cause} (${count})`),
    `effect on drivers: ${driver}`,
    ...(shrinking === 'not shown again' ? ['not shrunk: run again, it does not show'] : []),
  ];
}

function findingLines(finding: KernelFinding, options: AuditKernelOptions, style: Style): string[] {
  const { cause, count, scenario, lines } = finding;
  return [
    `${style.bad('New:')} ${cause} ${style.dim(`(${count} scenarios; before / after)`)}`,
    ...kernelCauseLines(finding).map((line) => `  ${line}`),
    '',
    ...scenarioText(scenario)
      .split('\n')
      .map((line) => `  ${line}`),
    '',
    ...lines.map((line) => `  ${coloured(line, style)}`),
    `  replay: ${replayKernel(options, scenario)}`,
    '',
  ];
}

function coloured(line: string, style: Style): string {
  if (/^-(?!--)/.test(line)) return style.bad(line);
  return /^\+(?!\+\+)/.test(line) ? style.good(line) : line;
}

/** A command to paste that runs both trees on one scenario. */
export function replayKernel({ trees }: AuditKernelOptions, scenario: ScenarioDocument): string {
  const words = trees.map(shellWord).join(' ');
  return `${COMMAND} audit kernel ${words} --scenario - ${scenarioOnInput(scenario)}`;
}

function layoutLines({ layout }: AuditKernelReport, style: Style): string[] {
  if (layout === null) return [];
  const release =
    layout.release === null ? style.bad('no release has it') : `as since ${layout.release}`;
  return [
    `${style.title('Layout of a word')}: ${layout.before} before, ${layout.after} after (${release})`,
    `  words are compared by what they say, in the layout of each tree`,
    `  effect on drivers: ${layout.driver}`,
    '',
  ];
}

function explainedLines({ explained }: AuditKernelReport, style: Style): string[] {
  if (explained.length === 0) return [];
  return [
    style.title('Known differences between the releases of the two'),
    ...explained.flatMap(({ id, title, driver, count }) => [
      `  ${String(count).padStart(9)}  ${id}  ${style.dim(title)}`,
      `             effect on drivers: ${driver}`,
    ]),
    '',
  ];
}

const CHANGE_TEXTS: Readonly<Record<Change, string>> = {
  comes: 'only after the change',
  goes: 'only before the change',
  stays: 'before and after',
};

function violationLines({ violations }: AuditKernelReport, style: Style): string[] {
  const count = (change: Change) => violations.filter((one) => one.change === change);
  const stays = count('stays');
  return [
    `${style.title('Contract violations')}: ${stays.length} known before and after` +
      (violations.length === stays.length ? '' : ', and'),
    ...(['comes', 'goes'] as const).flatMap((change) =>
      count(change).map(({ id }) => `  ${style.bad(CHANGE_TEXTS[change])}  ${id}`),
    ),
    '',
  ];
}

function noteLines({ notes, options }: AuditKernelReport, style: Style): string[] {
  if (notes.length === 0) return [];
  return [
    style.title('What no array shows: locks, sequence checks, warnings'),
    ...notes.flatMap((note) => [
      `  ${noteTitle(note, style)}`,
      ...scenarioText(note.scenario)
        .split('\n')
        .map((line) => `    ${line}`),
      `    replay: ${replayKernel(options, note.scenario)}`,
    ]),
    '',
  ];
}

function noteTitle({ text, change, before, after, where }: KernelNote, style: Style): string {
  // A line of code; the name of a lock is part of the text.
  const places = where.filter((one) => /:\d+$/.test(one));
  const at = places.length === 0 ? '' : ` at ${places.join(', ')}`;
  const counts = style.dim(`(${before} scenarios before, ${after} after)`);
  const when = change === 'stays' ? CHANGE_TEXTS[change] : style.bad(CHANGE_TEXTS[change]);
  return `${when}: ${text}${at} ${counts}`;
}

/** How entries changed within walks, and what of it was not compared, or only the tree before does. */
function raceLines({ races }: AuditKernelReport, style: Style): string[] {
  if (races === null) return [];
  const { scenarios, changes, before, after, differAnyway, onlyBefore, given } = races;
  const counted = ({ what, count }: (typeof onlyBefore)[number]): string =>
    `${count} ${count === 1 ? 'change' : 'changes'}: ${what}`;
  return [
    style.title('Changes within a walk'),
    ...(given === 0 ? [] : [`  ${given} given ${given === 1 ? 'scenario' : 'scenarios'}`]),
    ...(changes === 0
      ? []
      : [
          `  ${changes} changes of an entry in ${scenarios} scenarios, each right before each read of the entry: ` +
            `${before} runs before, ${after} after`,
        ]),
    ...(differAnyway === 0
      ? []
      : [`  ${differAnyway} changes not compared: the trees differ there without a race, too`]),
    ...onlyBefore.map((one) => `  only before the change, ${counted(one)}`),
    '',
  ];
}

function crashLines({ bothCrash }: AuditKernelReport, style: Style): string[] {
  if (bothCrash.length === 0) return [];
  return [
    style.title('Neither tree comes to a result'),
    ...bothCrash.map(({ what, count }) => `  ${count} scenarios: each ${what}`),
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
