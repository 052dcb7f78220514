// SPDX-License-Identifier: GPL-2.0-or-later
import type { NewFinding } from '../../oracle/check/finding';
import type { CheckReport } from '../../oracle/check/report';
import { COMMAND } from '../../oracle/package/command';
import { causeLines, scenarioCount } from './cause-text';
import { newCauseLines } from './new-cause';
import { explainCommandLine, treeWords } from './replay-command';
import type { Style } from './style';

/** What is new, each with a command that shows it again. */
export function freshLines(report: CheckReport, style: Style): string[] {
  return [
    ...report.fresh.flatMap((finding) =>
      newCauseLines(
        { ...finding, lines: finding.text.split('\n') },
        {
          counted: scenarioCount(finding.count),
          about: causeLines(finding),
          replay: replayCommand(finding, report.options),
        },
        style,
      ),
    ),
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
