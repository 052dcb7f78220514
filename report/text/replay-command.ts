// SPDX-License-Identifier: GPL-2.0-or-later
import { COMMAND } from '../../oracle/package/command';
import { jsonText } from '../../oracle/scenario/printable';
import type { ScenarioDocument } from '../../oracle/scenario/schema';
import type { TreeNote } from '../../tree/side/noted';
import { shellWord } from './shell-word';

/** A command to paste that explains a scenario, which is included in it. */
export function explainCommandLine(scenario: ScenarioDocument): string {
  return `${COMMAND} explain - ${scenarioOnInput(scenario)}`;
}

/** The same with a kernel tree as a side, compared with the model nearest to it. */
export function explainTreeCommand(
  { tree, folder, bits }: Pick<TreeNote, 'tree' | 'folder' | 'bits'>,
  scenario: ScenarioDocument,
): string {
  const options = ['--tree', shellWord(`${tree}=${folder}`), ...(bits === 32 ? ['--bits 32'] : [])];
  return `${COMMAND} explain - ${options.join(' ')} ${scenarioOnInput(scenario)}`;
}

/** The end of a command that reads a scenario from standard input. */
export function scenarioOnInput(scenario: ScenarioDocument): string {
  return `<<< ${shellWord(jsonText(scenario))}`;
}
