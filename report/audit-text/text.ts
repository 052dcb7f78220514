// SPDX-License-Identifier: GPL-2.0-or-later
import { type TextFinding, type TextReport, verdictOfText } from '../../audit/text/finding';
import { RULES } from '../../audit/text/rules';
import type { Severity } from '../../audit/text/rules/rule';
import { printableData } from '../../oracle/scenario/printable';
import { comparisons } from '../../oracle/verdict/verdict';
import { type Style, wrappedLines } from '../text/style';
import { notComparedSection, verdictLine, verdictSentence } from '../text/verdict-text';

/** How wide what is said of a rule is. */
const WIDTH = 97;

const SEVERITIES: readonly Severity[] = ['bug', 'suspicious', 'note'];

/** The findings one by one, then why their rules matter, then a line that sums it up. */
export function findingsText(found: TextReport, style: Style): string {
  const report = printableData({ ...found, findings: found.findings.map(withoutTabs) });
  const verdict = verdictOfText(report);
  return [
    ...report.findings.flatMap((finding) => [...findingLines(finding, style), '']),
    ...ruleLines(report, style),
    ...beyondLines(report),
    ...notComparedSection(verdict, style),
    verdictLine(verdict, textVerdict(report), style),
  ].join('\n');
}

/** Code is indented by tabs, and its line may keep the end that it had. */
function withoutTabs(finding: TextFinding): TextFinding {
  return { ...finding, text: finding.text.replace(/\t/g, '        ').trimEnd() };
}

function findingLines(finding: TextFinding, style: Style): string[] {
  const { severity, rule, title, text, reason, change } = finding;
  const mark = { added: '+', removed: '-', context: ' ', whole: ' ' }[change];
  return [
    `${placeText(finding)} ${severityText(severity, style)} ${style.title(rule)}: ${title}`,
    `  ${mark}${text}`,
    `  ${reason}`,
  ];
}

/** Where a finding stands: in the input, and in the kernel tree. */
export function placeText({ file, line, tree, change }: TextFinding): string {
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
  return broken.flatMap(({ id, why, effect }) => [
    style.title(id),
    ...wrappedLines(`Why: ${why}`, WIDTH, '  '),
    ...wrappedLines(`Effect on drivers: ${effect}`, WIDTH, '  '),
    '',
  ]);
}

function beyondLines({ notLookedAt }: TextReport): string[] {
  if (notLookedAt.length === 0) return [];
  return [...wrappedLines(`Not looked at by any rule: ${notLookedAt.join('; ')}.`, WIDTH, ''), ''];
}

/** What an audit of text comes to, in one sentence. */
export function textVerdict(report: TextReport): string {
  const { findings, examined, withoutHmm } = report;
  const counts = SEVERITIES.flatMap((severity) => {
    const count = findings.filter((one) => one.severity === severity).length;
    return count === 0 ? [] : [`${count} ${plural(severity, count)}`];
  });
  const found = counts.join(', ');
  const skipped = withoutHmm === 0 ? '' : ` (${filesText(withoutHmm)} without hmm skipped)`;
  return verdictSentence(verdictOfText(report), {
    clean: counts.length === 0 ? 'nothing found' : `no bug, ${found}`,
    found,
    where: `in ${filesText(comparisons(examined))}${skipped}`,
  });
}

function filesText(count: number): string {
  return count === 1 ? '1 file' : `${count} files`;
}

function plural(severity: Severity, count: number): string {
  return severity === 'suspicious' || count === 1 ? severity : `${severity}s`;
}
