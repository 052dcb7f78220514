// SPDX-License-Identifier: GPL-2.0-or-later
import { COMMAND } from '../../oracle/package/command';
import { jsonText } from '../../oracle/scenario/printable';
import type { ScenarioDocument } from '../../oracle/scenario/schema';
import { shellWord } from './shell-word';

/** A command to paste that explains a scenario, which is included in it. */
export function explainCommandLine(scenario: ScenarioDocument): string {
  return `${COMMAND} explain - ${scenarioOnInput(scenario)}`;
}

/** The end of a command that reads a scenario from standard input. */
export function scenarioOnInput(scenario: ScenarioDocument): string {
  return `<<< ${shellWord(jsonText(scenario))}`;
}
