// SPDX-License-Identifier: GPL-2.0-or-later
import type { CanaryReport } from '../../oracle/check/canary';
import { COMMAND } from '../../oracle/package/command';
import { treeWords } from './replay-command';
import { scenarioText } from './scenario-text';
import type { Style } from './style';

/** The fate of a planted mistake, for a person; the expected result is that it was found. */
export function canaryText(report: CanaryReport, style: Style): string {
  const { options, canary, side, scenarios, finding } = report;
  const { seed, runs, profile, sides } = options;
  const again = `${COMMAND} check --canary ${canary.name} --seed ${seed} --runs ${runs} --profile ${profile} ${treeWords(sides)}--sides ${sides.join(',')}`;
  return [
    `${style.title('Planted on purpose')} (${canary.name}): ${side} ${canary.does}.`,
    '',
    ...(finding === undefined ? [] : findingLines(finding, scenarios, style)),
    lastLine(report, style),
    style.dim(`run again: ${again}`),
  ].join('\n');
}

function findingLines(
  { cause, causes, count, scenario, text }: NonNullable<CanaryReport['finding']>,
  scenarios: number,
  style: Style,
): string[] {
  const others = causes === 1 ? '' : `; ${causes - 1} other causes also come from it`;
  return [
    `${style.title('Reported as')} ${cause}`,
    `  in ${count} of ${scenarios} scenarios${others}. The simplest:`,
    ...indented(scenarioText(scenario)),
    '',
    ...indented(text),
    '',
  ];
}

function lastLine(report: CanaryReport, style: Style): string {
  const { finding, interrupted, scenarios, hasRun, side } = report;
  if (finding !== undefined) {
    return style.good('The planted mistake was found, as expected (exit code 0).');
  }
  const done = `in ${scenarios} random scenarios`;
  if (scenarios === 0) return style.bad('No scenario was checked: this proves nothing.');
  if (!hasRun) return style.bad(`${side} has no result ${done}: this proves nothing.`);
  if (interrupted) return `Interrupted; not found until then, ${done}.`;
  return style.bad(`The planted mistake was NOT found ${done}: this check is blind (exit code 1).`);
}

function indented(text: string): string[] {
  return text.split('\n').map((line) => `  ${line}`);
}
