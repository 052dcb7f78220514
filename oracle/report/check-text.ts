// SPDX-License-Identifier: GPL-2.0-or-later

import type { NewFinding } from '../check/finding';
import type { CheckReport } from '../check/report';
import { isClean } from '../check/report';
import { scenarioText } from './scenario-text';

/** How a report marks what matters; plain text where there is no colour. */
export interface Style {
  good(text: string): string;
  bad(text: string): string;
  title(text: string): string;
  dim(text: string): string;
}

export const PLAIN: Style = {
  good: (text) => text,
  bad: (text) => text,
  title: (text) => text,
  dim: (text) => text,
};

/** The first line of a check: seed and options, from which it can be run again. */
export function checkHeader({
  seed,
  runs,
  profile,
  sides,
  vectors,
}: CheckReport['options']): string {
  return [
    'hmm-pfn check',
    `seed ${seed}`,
    `runs ${runs}`,
    `profile ${profile}`,
    `sides ${sides.join(',')}`,
    `vectors ${vectors.length === 1 ? '1 file' : `${vectors.length} files`}`,
  ].join('  ');
}

/** The summary of a check, understood at a glance. */
export function checkText(report: CheckReport, style: Style): string {
  return [
    ...(report.interrupted
      ? [style.bad('Interrupted; this is what was done until then.'), '']
      : []),
    ...agreementLines(report, style),
    ...knownLines(report, style),
    ...coverageLines(report, style),
    ...freshLines(report, style),
    verdictLine(report, style),
  ].join('\n');
}

function agreementLines(report: CheckReport, style: Style): string[] {
  const rows = Object.entries(report.agreement);
  if (rows.length === 0) return [];
  return [
    style.title('Agreement with the kernel’s own results'),
    ...rows.map(([side, { vectors, agreeing }]) => {
      const text = `${agreeing} of ${vectors} vectors`;
      return `  ${side.padEnd(10)} ${agreeing === vectors ? style.good(text) : style.bad(text)}`;
    }),
    ...report.misses.map(
      ({ file, line, id, side, field, expected, got }) =>
        `  ${style.bad('missed')} ${file}:${line} ${id}: ${side} ${field}: expected ${expected}, got ${got}`,
    ),
    ...(report.missed > report.misses.length
      ? [`  … and ${report.missed - report.misses.length} more`]
      : []),
    '',
  ];
}

function knownLines(report: CheckReport, style: Style): string[] {
  const { known } = report;
  if (known.length === 0) return [style.title('Known differences: none showed'), ''];
  const width = Math.max(...known.map(({ id }) => id.length));
  const head = `${'Known differences'.padEnd(width + 2)}   vectors    random`;
  const incomparable = Object.entries(report.incomparable);
  return [
    style.title(head),
    ...known.map(
      ({ id, title, vectors, random }) =>
        `  ${id.padEnd(width)} ${String(vectors).padStart(9)} ${String(random).padStart(9)}  ${style.dim(title)}`,
    ),
    ...(incomparable.length === 0
      ? []
      : [
          `  not comparable: ${incomparable.map(([id, count]) => `${id} ${count}`).join(', ')} ${style.dim('(the sides were not asked the same)')}`,
        ]),
    '',
  ];
}

function coverageLines(report: CheckReport, style: Style): string[] {
  if (report.random === 0) return [];
  return [
    style.title('Cells of the model’s table (entry × outcome) that the random scenarios reached'),
    ...report.coverage.flatMap(({ side, reachable, missing }) => [
      `  ${side.padEnd(10)} ${reachable - missing.length} of ${reachable}`,
      ...(missing.length > 0 && missing.length <= 6
        ? [`    not: ${missing.map(({ origin, outcome }) => `${origin} ${outcome}`).join(', ')}`]
        : []),
    ]),
    '',
  ];
}

function freshLines(report: CheckReport, style: Style): string[] {
  const { seed, profile, sides } = report.options;
  const options = `--seed ${seed} --profile ${profile} --sides ${sides.join(',')}`;
  return [
    ...report.fresh.flatMap((finding) => [
      ...findingLines(finding, style),
      `  replay: npm run hmm-pfn -- check ${options} --path ${finding.path}`,
      '',
    ]),
    ...report.freshInVectors.flatMap((finding) => [
      ...findingLines(finding, style),
      `  replay: npm run hmm-pfn -- run - <<< '${JSON.stringify(finding.scenario)}'`,
      '',
    ]),
    ...(report.freshNotShown > 0 ? [`… and ${report.freshNotShown} more new causes`, ''] : []),
  ];
}

function findingLines(finding: NewFinding, style: Style): string[] {
  return [
    `${style.bad('New difference')} ${finding.cause} ${style.dim(`(${finding.count} scenarios)`)}`,
    ...indented(scenarioText(finding.scenario)),
    '',
    ...indented(finding.diff).map((line) => coloured(line, style)),
  ];
}

function indented(text: string): string[] {
  return text.split('\n').map((line) => `  ${line}`);
}

function coloured(line: string, style: Style): string {
  if (/^ {2}-(?!--)/.test(line)) return style.bad(line);
  return /^ {2}\+(?!\+\+)/.test(line) ? style.good(line) : line;
}

function verdictLine(report: CheckReport, style: Style): string {
  const checked = `${report.vectors} vectors and ${report.random} random scenarios`;
  if (isClean(report)) return style.good(`Nothing new in ${checked}.`);
  const fresh = report.fresh.length + report.freshInVectors.length + report.freshNotShown;
  const parts = [
    ...(report.missed > 0 ? [`${report.missed} results missed`] : []),
    ...(fresh > 0 ? [`${fresh} new ${fresh === 1 ? 'difference' : 'differences'}`] : []),
  ];
  return style.bad(`${parts.join(' and ')} in ${checked}.`);
}
