// SPDX-License-Identifier: GPL-2.0-or-later
import { verdictOfAudit } from '../../audit/model/examined';
import type {
  AuditedLoops,
  AuditReport,
  Explained,
  MinimalScenario,
  PortCause,
} from '../../audit/model/report';
import { printable, printableData } from '../../oracle/scenario/printable';
import { assumptionLines, tableLines } from './audit-proof-text';
import { addressSpaceText } from './scenario-text';
import { PROSE_WIDTH, type Style, wrappedLines } from './style';
import { doneOf, notComparedSection, verdictLine, verdictSentence } from './verdict-text';

/** The first line of an audit: seed and options, from which it can be run again. */
export function auditHeader(driver: string, options: AuditReport['options']): string {
  const { seed, scope, runs, vectors } = options;
  const files = vectors.length === 1 ? '1 file' : `${vectors.length} files`;
  return `hmm-pfn audit ${printable(driver)}  seed ${seed}  scope ${scope}  runs ${runs}  vectors ${files}`;
}

/** The whole report of one pair of versions. */
export function auditText(found: AuditReport, style: Style): string {
  const report = printableData(found);
  const verdict = verdictOfAudit(report);
  const fresh = report.causes.filter(({ explained }) => explained === null);
  const known = report.causes.filter(({ explained }) => explained !== null);
  return [
    style.title(`${report.title}: ${report.versions.join(' against ')}`),
    '',
    ...(report.interrupted
      ? [style.bad('Interrupted; these are the results until then.'), '']
      : []),
    ...section('Differences', known, 'no known ones seen', style),
    ...loopLines(report, style),
    ...section('Would show if nothing were requested', report.latent, 'nothing', style),
    ...assumptionLines(report, style),
    ...tableLines(report, style),
    ...(fresh.length > 0 ? section('New', fresh, '', style) : []),
    ...(report.notShown > 0 ? [`… and ${report.notShown} more new causes`, ''] : []),
    ...notComparedSection(verdict, style),
    verdictLine(verdict, auditVerdict(report), style),
  ].join('\n');
}

function section(
  title: string,
  causes: readonly PortCause[],
  otherwise: string,
  style: Style,
): string[] {
  if (causes.length === 0) return [`${style.title(title)}: ${otherwise}`, ''];
  return [style.title(title), ...causes.flatMap((cause) => causeLines(cause, style))];
}

function causeLines(cause: PortCause, style: Style): string[] {
  const { id, explained, values, minimal } = cause;
  const name = explained === null ? style.bad(id) : id;
  return [
    `  ${name} ${style.dim(countsText(cause))}`,
    ...explanationLines(explained),
    ...(values === null ? [] : [`    before ${values[0]}, after ${values[1]}`]),
    ...(minimal === null || isHarmless(cause) ? [] : minimalLines(minimal, style)),
    '',
  ];
}

/** A setting that is explained and does not show in what becomes of its page. */
function isHarmless({ explained, values, minimal }: PortCause): boolean {
  if (explained === null || values === null || minimal === null) return false;
  return minimal.before.join('\n') === minimal.after.join('\n');
}

function countsText({ counts, values }: PortCause): string {
  if (values !== null) return '(a setting)';
  const parts = Object.entries(counts).filter(([, count]) => count > 0);
  return `(${parts.map(([source, count]) => `${source} ${count}`).join(', ')})`;
}

function explanationLines(explained: Explained | null): string[] {
  if (explained === null) return [];
  const { title, why, effect } = explained;
  return [
    ...wrappedLines(title, PROSE_WIDTH, '    '),
    ...wrappedLines(`why: ${why}`, PROSE_WIDTH, '    ', '      '),
    ...wrappedLines(`effect on drivers: ${effect}`, PROSE_WIDTH, '    ', '      '),
  ];
}

/** The scenario without its request and format, which are the driver's own in an audit. */
function minimalLines(
  { scenario, wanted, before, after }: MinimalScenario,
  style: Style,
): string[] {
  const lines = addressSpaceText(scenario).split('\n');
  return [
    ...[...lines, `wants  ${wanted.join(', ')}`].map((line) => `    | ${line}`),
    ...before.map((line) => `    ${style.bad(`- ${line}`)}`),
    ...after.map((line) => `    ${style.good(`+ ${line}`)}`),
  ];
}

function loopLines({ loops }: AuditReport, style: Style): string[] {
  if (loops === null) return [];
  const { scope, schedules, causes } = loops;
  const destroyed = causes.some(({ parts }) => parts.some((part) => part.fromDestroyedInput));
  const isCompared = schedules.before > 0 && schedules.after > 0;
  return [
    style.title(`Retry loops: ${scope}, every schedule of other threads`),
    `  before ${schedules.before} schedules, after ${schedules.after}`,
    ...(destroyed || !isCompared
      ? []
      : [
          '  both retry with the same array, and no attempt requests anything else than the first one',
        ]),
    ...causes.filter(isOrdinary).map(({ id, parts }) => {
      const [before, after] = schedulesOf(parts);
      return `  in both: ${id} ${style.dim(`(schedules before ${before}, after ${after})`)}`;
    }),
    ...causes
      .filter((cause) => !isOrdinary(cause))
      .flatMap((cause) => loopCauseLines(cause, style)),
    '',
  ];
}

function loopCauseLines({ id, explained, in: where, parts }: AuditedLoops, style: Style): string[] {
  const name = explained === null ? style.bad(id) : id;
  const [first] = parts;
  const [before, after] = schedulesOf(parts);
  return [
    `  ${name} ${style.dim(`(${where}: schedules before ${before}, after ${after})`)}`,
    ...explanationLines(explained),
    ...(parts.length > 1
      ? parts.map((part) => `    ${part.id}: before ${part.before}, after ${part.after}`)
      : []),
    ...(first?.steps ?? []).map((line) => `    | ${line}`),
  ];
}

/** What happens in both loops whatever the requests: not caused by the port. */
function isOrdinary({ in: where, parts }: AuditedLoops): boolean {
  return where === 'both' && !parts.some((part) => part.fromDestroyedInput);
}

function schedulesOf(parts: AuditedLoops['parts']): readonly [number, number] {
  return [
    parts.reduce((sum, { before }) => sum + before, 0),
    parts.reduce((sum, { after }) => sum + after, 0),
  ];
}

/** The verdict of an audit, in one sentence. */
export function auditVerdict(report: AuditReport): string {
  const { driver, windows, notShown } = report;
  const loops = report.loops?.causes ?? [];
  const shown = [...report.causes, ...loops].filter(({ explained }) => explained === null).length;
  const count = shown + notShown;
  const causes = count === 1 ? '1 unexplained cause' : `${count} unexplained causes`;
  const sentence = verdictSentence(verdictOfAudit(report), {
    clean: 'every difference is explained',
    found: causes,
    where: `in ${windows} windows of ${scenariosText(report)}`,
  });
  return `${driver}: ${sentence.charAt(0).toLowerCase()}${sentence.slice(1)}`;
}

/** What was run; where an audit ended early, how much of it. */
function scenariosText({ scenarios, options, examined }: AuditReport): string {
  const { vectors, scope, random } = scenarios;
  const inScope = examined.interrupted && random === 0 ? `the first ${scope}` : `all ${scope}`;
  const ofRuns = random === options.runs ? random : doneOf(random, options.runs);
  const parts = [
    ...(options.vectors.length > 0 ? [`${vectors} vectors`] : []),
    ...(options.scope > 0 ? [`${inScope} scenarios of scope ${options.scope}`] : []),
    ...(options.runs > 0 ? [`${ofRuns} random scenarios`] : []),
  ];
  return parts.length === 0 ? 'no scenarios' : parts.join(', ');
}
