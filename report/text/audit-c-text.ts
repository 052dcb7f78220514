// SPDX-License-Identifier: GPL-2.0-or-later
import { basename } from 'node:path';
import { OBSERVED_FIELDS, observedText } from '../../audit/c/observed-loop';
import type {
  AuditCFinding,
  AuditCOptions,
  AuditCReport,
  BuildSummary,
} from '../../audit/c/report';
import { verdictOfAuditC } from '../../audit/c/report';
import type { CutRequest } from '../../audit/cut/cut-unit';
import { COMMAND } from '../../oracle/package/command';
import { printableData } from '../../oracle/scenario/printable';
import { scenarioCount } from './cause-text';
import { scenarioOnInput } from './replay-command';
import { scenarioText } from './scenario-text';
import { shellWord } from './shell-word';
import type { Style } from './style';
import { notComparedSection, verdictLine, verdictSentence } from './verdict-text';

const FIELD_WIDTH = Math.max(...OBSERVED_FIELDS.map((field) => field.length));

/** The first lines of an audit: what is compared, with which it can be run again. */
export function auditCHeader(options: AuditCOptions): string {
  const { before, after, cut, adapter, functions, scope, seed, runs, vectors, timeout, sides } =
    printableData(options);
  const cutOut = cut === undefined ? '' : `${cut.functions.join(', ')} of `;
  const versions = [
    ...(before === undefined ? [] : [`before ${before} on ${sides.before}`]),
    `after ${cutOut}${after} on ${sides.after}`,
  ].join('  ');
  const by =
    functions === undefined
      ? `adapter ${adapter ?? 'none'}`
      : `function ${functionText(functions)}`;
  const limit = `timeout ${timeout} ms`;
  return [
    `hmm-pfn audit c  ${versions}  ${by}`,
    `seed ${seed}  scope ${scope}  runs ${runs}  vectors ${filesText(vectors)}  ${limit}`,
  ].join('\n');
}

/** How the code was built, and how it is protected and confined. */
export function buildText(summary: BuildSummary): string {
  const { compiler, protection, confinement, unconfined, standIns, cut, skipped32 } =
    printableData(summary);
  return [
    `compiled by ${compiler}; protection: ${protection}`,
    `the code runs with your privileges, confined by: ${confinement.join(', ')}`,
    ...unconfined.map((what) => `SKIP confinement by ${what}`),
    `SKIP 32-bit longs: ${skipped32}`,
    ...(standIns.length === 0
      ? []
      : [`headers replaced by empty stand-ins: ${standIns.join(', ')}`]),
    ...(cut.length === 0
      ? []
      : [`stand-ins for the kernel: ${cut.map(({ name, what }) => `${name} ${what}`).join(', ')}`]),
  ].join('\n');
}

/** What an audit found, for a person. */
export function auditCText(found: AuditCReport, style: Style): string {
  const report = printableData(found);
  const verdict = verdictOfAuditC(report);
  const { interrupted, gaveUp, findings, notShown } = report;
  return [
    ...(interrupted ? [style.bad('Interrupted; these are the results until then.'), ''] : []),
    ...(gaveUp
      ? [style.bad('Stopped early: too many conversions crashed or did not end.'), '']
      : []),
    ...countLines(report, style),
    ...knownLines(report, style),
    ...loopLines(report, style),
    ...findings.flatMap((finding) => findingLines(finding, found.options, style)),
    ...notShown.map(
      ({ cause, count }) => `${style.bad('also:')} ${cause} (${scenarioCount(count)})`,
    ),
    ...(notShown.length === 0 ? [] : ['']),
    ...notComparedSection(verdict, style),
    verdictLine(verdict, auditCVerdict(report), style),
  ].join('\n');
}

/** Why a scenario was not converted, in words. */
export const WHY_SKIPPED: Readonly<Record<string, string>> = {
  fails: 'the range fault fails, so nothing is converted',
  'the call does not return': 'a range fault of the driver’s own would not return',
  'raw words': 'the adapter reports raw words, which only a comparison can judge',
  'one fails': 'only one range fault fails',
  'no pages': 'the range is empty',
  'pfn of two kinds': 'a pfn is in the device and in system memory at once',
  'unaligned huge page': 'a huge page lies at a pfn that no machine has it at',
  'huge page across the end of a VMA':
    'the range sees a huge page on both sides of a VMA’s end, where a kernel would have split it',
  'schedule given up': 'their schedule had ended 40 runs before',
  'too many range faults': 'the driver faults the range in more than 24 pieces',
  'pages of a file were replaced':
    'a kernel tree does not see in a later call which pages of a file were replaced in the first',
  'killed by the system':
    'their process was killed by the system each time that it ran, for want of memory or by somebody else',
  'pfn too high': 'the pfn is too high to have a struct page',
};

function byText({ before }: AuditCOptions): string {
  return before === undefined ? '' : ' by both versions';
}

function countLines(report: AuditCReport, style: Style): string[] {
  const { converted, pages, notRun, skipped, formatDefects, options } = report;
  return [
    ...(formatDefects.length === 0
      ? []
      : [style.bad(`The old format is ill-formed: ${formatDefects.join(', ')}`)]),
    style.title(`Converted ${converted} ranges of ${pages} pages${byText(options)}`),
    ...Object.entries(skipped).map(([why, count]) => `  ${count} not: ${WHY_SKIPPED[why] ?? why}`),
    ...(notRun > 0 ? [`  ${notRun} not: too many before them crashed or did not end`] : []),
    '',
  ];
}

function knownLines({ known }: AuditCReport, style: Style): string[] {
  if (known.length === 0) return [];
  const width = Math.max(...known.map(({ id }) => id.length));
  return [
    style.title('Known differences of the range faults themselves, which every port inherits'),
    ...known.map(
      ({ id, title, count }) =>
        `  ${id.padEnd(width)} ${String(count).padStart(7)}  ${style.dim(title)}`,
    ),
    '',
  ];
}

/** What the driver does around the range fault, a line for each thing that runs have shown. */
function loopLines({ loop }: AuditCReport, style: Style): string[] {
  if (loop === null) return [];
  const lines = loop.facts.map((fact, index) => {
    const isNext = loop.facts[index - 1]?.field !== fact.field;
    const runs = String(fact.runs).padStart(7);
    return `  ${(isNext ? fact.field : '').padEnd(FIELD_WIDTH)} ${runs}  ${observedText(fact, loop)}`;
  });
  return [style.title(`The loop, as observed in ${loop.runs} runs`), ...lines, ''];
}

/** @param options unchanged: the command to paste contains their names. */
function findingLines(finding: AuditCFinding, options: AuditCOptions, style: Style): string[] {
  const { cause, origins, scenario, lines } = finding;
  const counts = Object.entries(origins).map(([origin, number]) => `${origin} ${number}`);
  return [
    `${style.bad('New:')} ${cause}${style.dim(countText(finding))}`,
    ...(counts.length === 0 ? [] : [`  pages from: ${counts.join(', ')}`]),
    ...scenarioText(scenario)
      .split('\n')
      .map((line) => `  ${line}`),
    '',
    ...lines.map((line) => `  ${line}`),
    `  replay: ${auditCReplayCommand(finding, options)}`,
    '',
  ];
}

function countText({ count, atLeast }: AuditCFinding): string {
  if (count === 0) return '';
  return ` (${atLeast ? 'at least ' : ''}${scenarioCount(count)})`;
}

/** A command to paste; the scenario is in it. */
export function auditCReplayCommand(
  { scenario, circumstances }: AuditCFinding,
  options: AuditCOptions,
): string {
  const { before, after, cut, adapter, functions, cc, cflags, sides, trees } = options;
  const { schedule, access } = circumstances;
  const parameters = [
    ...(before === undefined ? [] : ['--before', before]),
    ...(before === undefined || sides.before === 'v5.7' ? [] : ['--before-on', sides.before]),
    ...(cut === undefined
      ? ['--after', after]
      : [
          '--file',
          after,
          '--tree-dir',
          cut.tree,
          ...headersOf(cut),
          '--function',
          ...cut.functions,
        ]),
    ...['--on', sides.after],
    ...trees.flatMap(({ name, folder }) => ['--tree', `${name}=${folder}`]),
    ...(before === undefined ? ['--schedule', schedule, '--access', access] : []),
    ...(adapter === undefined ? [] : ['--adapter', adapter]),
    ...(functions === undefined ? [] : ['--function', functionText(functions)]),
    ...(cc === undefined ? [] : ['--cc', cc]),
    ...(cflags.length === 0 ? [] : [`--cflags=${cflags.join(' ')}`]),
    ...['--scenario', '-'],
  ];
  const command = `${COMMAND} audit c ${parameters.map(shellWord).join(' ')}`;
  return `${command} ${scenarioOnInput(scenario)}`;
}

function headersOf({ headers = [] }: CutRequest): readonly string[] {
  return headers.length === 0 ? [] : ['--headers', ...headers];
}

function functionText({
  before,
  after,
}: {
  readonly before: string;
  readonly after: string;
}): string {
  return before === after ? before : `${before},${after}`;
}

function filesText(files: readonly string[]): string {
  return files.length === 1 ? basename(files[0] ?? '') : `${files.length} files`;
}

/** The verdict of an audit, in one sentence. */
export function auditCVerdict(report: AuditCReport): string {
  const { scenarios, options, converted } = report;
  const { vectors, scope, random } = scenarios;
  const ran = [
    ...(options.vectors.length > 0 ? [`${vectors} vectors`] : []),
    ...(options.scope > 0 ? [`${scope} scenarios of scope ${options.scope}`] : []),
    ...(options.runs > 0 ? [`${random} random scenarios`] : []),
  ];
  const count = report.findings.length + report.notShown.length;
  return verdictSentence(verdictOfAuditC(report), {
    clean:
      options.before === undefined
        ? 'the device gets what it needs, and nothing else'
        : 'both versions give the device the same pages',
    found: `${count} ${count === 1 ? 'finding' : 'findings'}`,
    where: `in ${converted} conversions of ${ran.length === 0 ? 'nothing' : ran.join(', ')}`,
  });
}
