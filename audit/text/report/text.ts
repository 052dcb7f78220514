// SPDX-License-Identifier: GPL-2.0-or-later
import type { Style } from '../../../oracle/report/check-text';
import { type Finding, type NotRead, type TextReport, textVerdictOf } from '../finding';
import { RULES } from '../rules';
import type { Severity } from '../rules/rule';

const SEVERITIES: readonly Severity[] = ['bug', 'suspicious', 'note'];

/** The findings one by one, then why their rules matter, then a line that sums it up. */
export function findingsText(report: TextReport, style: Style): string {
  return [
    ...report.findings.flatMap((finding) => [...findingLines(finding, style), '']),
    ...ruleLines(report, style),
    ...notReadLines(report),
    verdictLine(report, style),
  ].join('\n');
}

function findingLines(finding: Finding, style: Style): string[] {
  const { severity, rule, title, text, reason, change } = finding;
  const mark = { added: '+', removed: '-', context: ' ', whole: ' ' }[change];
  return [
    `${placeText(finding)} ${severityText(severity, style)} ${style.title(rule)}: ${title}`,
    `  ${mark}${text.replace(/\t/g, '        ').trimEnd()}`,
    `  ${reason}`,
  ];
}

/** Where a finding stands: in the input, and in the kernel tree. */
export function placeText({ file, line, tree, change }: Finding): string {
  const at = `${file}:${line}:`;
  if (tree.file === null) return at;
  const side = change === 'removed' ? 'before ' : '';
  return `${at} (${side}${tree.file}${tree.line === null ? '' : `:${tree.line}`})`;
}

function severityText(severity: Severity, style: Style): string {
  return severity === 'bug' ? style.bad(severity) : style.title(severity);
}

/** The reasoning of the rules that were broken, each once. */
function ruleLines({ findings }: TextReport, style: Style): string[] {
  const broken = RULES.filter(({ id }) => findings.some(({ rule }) => rule === id));
  return broken.flatMap(({ id, why, suffers }) => [
    style.title(id),
    ...wrapped(`Why: ${why}`),
    ...wrapped(`Otherwise: ${suffers}`),
    '',
  ]);
}

function wrapped(text: string): string[] {
  const lines: string[] = [];
  for (const word of text.split(' ')) {
    const last = lines.at(-1);
    if (last === undefined || last.length + word.length > 96) lines.push(`  ${word}`);
    else lines[lines.length - 1] = `${last} ${word}`;
  }
  return lines;
}

const NOT_READ_TITLES: Readonly<Record<NotRead['kind'], string>> = {
  language: 'Not read, because it is not C',
  link: 'Not read, because it is elsewhere',
  unreadable: 'Not read, though it should have been',
};

/** Every file that no rule has seen, by the reason. */
function notReadLines({ notRead }: TextReport): string[] {
  return (['language', 'link', 'unreadable'] as const).flatMap((kind) => {
    const files = notRead.filter((one) => one.kind === kind);
    if (files.length === 0) return [];
    return [NOT_READ_TITLES[kind], ...files.map((one) => `  ${one.file} (${one.reason})`), ''];
  });
}

function verdictLine(report: TextReport, style: Style): string {
  const text = textVerdict(report);
  return textVerdictOf(report) === 'clean' ? style.good(text) : style.bad(text);
}

/** What an audit of text comes to, in a sentence or two. */
export function textVerdict(report: TextReport): string {
  const { findings, files, withoutHmm, notRead } = report;
  const where = `in ${filesText(files)}`;
  const counts = SEVERITIES.flatMap((severity) => {
    const count = findings.filter((one) => one.severity === severity).length;
    return count === 0 ? [] : [`${count} ${plural(severity, count)}`];
  });
  const left = [
    ...(withoutHmm === 0 ? [] : [`${filesText(withoutHmm)} without hmm skipped`]),
    ...(notRead.length === 0 ? [] : [`${filesText(notRead.length)} not read`]),
  ];
  const rest = left.length === 0 ? '' : ` (${left.join(', ')})`;
  switch (textVerdictOf(report)) {
    case 'nothing-read':
      return `No verdict: nothing was read${rest}.`;
    case 'incomplete':
      return `No verdict: ${counts.length === 0 ? 'nothing found' : counts.join(', ')} ${where}${rest}.`;
    case 'bugs':
      return `${counts.join(', ')} ${where}${rest}.`;
    case 'clean':
      if (counts.length === 0) return `Nothing found ${where}${rest}.`;
      return `No bug, ${counts.join(', ')} ${where}${rest}.`;
  }
}

function filesText(count: number): string {
  return count === 1 ? '1 file' : `${count} files`;
}

function plural(severity: Severity, count: number): string {
  return severity === 'suspicious' || count === 1 ? severity : `${severity}s`;
}
