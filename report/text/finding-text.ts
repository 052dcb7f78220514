// SPDX-License-Identifier: GPL-2.0-or-later
import type { NewFinding } from '../../oracle/check/finding';
import type { CheckReport } from '../../oracle/check/report';
import { COMMAND } from '../../oracle/package/command';
import { causeLines } from './cause-text';
import { explainCommandLine, treeWords } from './replay-command';
import { scenarioText } from './scenario-text';
import type { Style } from './style';

/** What is new, each with a command that shows it again. */
export function freshLines(report: CheckReport, style: Style): string[] {
  return [
    ...report.fresh.flatMap((finding) => [
      ...findingLines(finding, style),
      `  replay: ${replayCommand(finding, report.options)}`,
      '',
    ]),
    ...(report.freshNotShown > 0 ? [`… and ${report.freshNotShown} more new causes`, ''] : []),
  ];
}

/** A command to paste; a scenario from a vector is included in it. */
export function replayCommand(
  { path, scenario }: NewFinding,
  { seed, profile, sides }: CheckReport['options'],
): string {
  const trees = treeWords(sides);
  if (path === null) return explainCommandLine(scenario, trees);
  const random = path.includes('#') ? '' : `--seed ${seed} --profile ${profile} `;
  return `${COMMAND} check ${trees}${random}--sides ${sides.join(',')} --path ${path}`;
}

function findingLines(finding: NewFinding, style: Style): string[] {
  return [
    `${style.bad('New:')} ${finding.cause} ${style.dim(`(${finding.count} scenarios)`)}`,
    ...indented(causeLines(finding).join('\n')),
    '',
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
