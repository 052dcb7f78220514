// SPDX-License-Identifier: GPL-2.0-or-later

import type { NewFinding } from '../check/finding';
import type { CheckReport, KnownCount } from '../check/report';
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
    ...knownLines('Known differences', report.differences, style),
    ...incomparableLines(report, style),
    ...knownLines('Known broken promises', report.violations, style),
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

function knownLines(title: string, known: readonly KnownCount[], style: Style): string[] {
  if (known.length === 0) return [style.title(`${title}: none showed`), ''];
  const width = Math.max(title.length - 2, ...known.map(({ id }) => id.length));
  return [
    style.title(`${title.padEnd(width + 2)}   vectors    random`),
    ...known.map((one) => {
      const counts = [one.vectors, one.random].map((count) => String(count).padStart(9));
      return `  ${one.id.padEnd(width)} ${counts.join(' ')}  ${style.dim(one.title)}`;
    }),
    '',
  ];
}

function incomparableLines({ incomparable }: CheckReport, style: Style): string[] {
  const counts = Object.entries(incomparable).map(([id, count]) => `${id} ${count}`);
  if (counts.length === 0) return [];
  return [
    `Not comparable: ${counts.join(', ')} ${style.dim('(the sides were not asked the same)')}`,
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
    `${style.bad('New:')} ${finding.cause} ${style.dim(`(${finding.count} scenarios)`)}`,
    ...indented(scenarioText(finding.scenario)),
    '',
    ...indented(finding.text).map((line) => coloured(line, style)),
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
    ...(fresh > 0 ? [`${fresh} new ${fresh === 1 ? 'cause' : 'causes'}`] : []),
  ];
  return style.bad(`${parts.join(' and ')} in ${checked}.`);
}
