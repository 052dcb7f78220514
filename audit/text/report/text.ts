// SPDX-License-Identifier: GPL-2.0-or-later
import type { Style } from '../../../oracle/report/check-text';
import { type Finding, isCleanText, isDamaged, type TextReport, type Unread } from '../finding';
import { RULES } from '../rules';
import type { Severity } from '../rules/rule';

const SEVERITIES: readonly Severity[] = ['bug', 'suspicious', 'note'];

/** The findings one by one, then why their rules matter, then a line that sums it up. */
export function findingsText(report: TextReport, style: Style): string {
  return [
    ...report.findings.flatMap((finding) => [...findingLines(finding, style), '']),
    ...ruleLines(report, style),
    ...report.cut.map(cutText),
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

/** What is missing of a patch, and where. */
export function cutText({ file, line, changes, missing, quoted }: Unread): string {
  const at = `${file}:${line}:${changes === null ? '' : ` (${changes})`}`;
  const who = quoted ? 'quoted in part' : 'cut short';
  if (missing.kind === 'hunks') return `${at} ${who}: no hunk follows the names of the file`;
  const { promised, got } = missing;
  const lines = `${got.before} of ${promised.before} lines before and ${got.after} of ${promised.after} after`;
  return `${at} hunk ${who}: its header promises more, ${lines} are there`;
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
  return isCleanText(report) && !isDamaged(report) ? style.good(text) : style.bad(text);
}

/** What an audit of text comes to, in one sentence. */
export function textVerdict({ findings, files, cut }: TextReport): string {
  const some = cut.length === 0 ? '' : 'what is there of ';
  const where = `in ${some}${files === 1 ? '1 file' : `${files} files`}`;
  const counts = SEVERITIES.flatMap((severity) => {
    const count = findings.filter((one) => one.severity === severity).length;
    return count === 0 ? [] : [`${count} ${plural(severity, count)}`];
  });
  return counts.length === 0 ? `Nothing found ${where}.` : `${counts.join(', ')} ${where}.`;
}

function plural(severity: Severity, count: number): string {
  return severity === 'suspicious' || count === 1 ? severity : `${severity}s`;
}
