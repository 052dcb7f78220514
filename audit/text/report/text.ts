// SPDX-License-Identifier: GPL-2.0-or-later
import type { Style } from '../../../oracle/report/check-text';
import { printableData } from '../../../oracle/scenario/printable';
import { type Finding, isCleanText, type TextReport } from '../finding';
import { RULES } from '../rules';
import type { Severity } from '../rules/rule';

const SEVERITIES: readonly Severity[] = ['bug', 'suspicious', 'note'];

/** The findings one by one, then why their rules matter, then a line that sums it up. */
export function findingsText(found: TextReport, style: Style): string {
  const report = printableData({ ...found, findings: found.findings.map(withoutTabs) });
  return [
    ...report.findings.flatMap((finding) => [...findingLines(finding, style), '']),
    ...ruleLines(report, style),
    verdictLine(report, style),
  ].join('\n');
}

/** Code is indented by tabs, and its line may keep the end that it had. */
function withoutTabs(finding: Finding): Finding {
  return { ...finding, text: finding.text.replace(/\t/g, '        ').trimEnd() };
}

function findingLines(finding: Finding, style: Style): string[] {
  const { severity, rule, title, text, reason, change } = finding;
  const mark = { added: '+', removed: '-', context: ' ', whole: ' ' }[change];
  return [
    `${placeText(finding)} ${severityText(severity, style)} ${style.title(rule)}: ${title}`,
    `  ${mark}${text}`,
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

function verdictLine(report: TextReport, style: Style): string {
  const text = textVerdict(report);
  return isCleanText(report) ? style.good(text) : style.bad(text);
}

/** What an audit of text comes to, in one sentence. */
export function textVerdict({ findings, files }: TextReport): string {
  const where = `in ${files === 1 ? '1 file' : `${files} files`}`;
  const counts = SEVERITIES.flatMap((severity) => {
    const count = findings.filter((one) => one.severity === severity).length;
    return count === 0 ? [] : [`${count} ${plural(severity, count)}`];
  });
  return counts.length === 0 ? `Nothing found ${where}.` : `${counts.join(', ')} ${where}.`;
}

function plural(severity: Severity, count: number): string {
  return severity === 'suspicious' || count === 1 ? severity : `${severity}s`;
}
