// SPDX-License-Identifier: GPL-2.0-or-later
import { COMMAND } from '../../oracle/package/command';
import { optionsNaming, type SideName } from '../../oracle/run/side-names';
import { jsonText } from '../../oracle/scenario/printable';
import type { ScenarioDocument } from '../../oracle/scenario/schema';
import type { TreeNote } from '../../tree/side/noted';
import { shellWord } from './shell-word';

/**
 * A command to paste that explains a scenario, which is included in it.
 * @param trees as {@link treeWords} has them.
 */
export function explainCommandLine(scenario: ScenarioDocument, trees = ''): string {
  return `${COMMAND} explain - ${trees}${scenarioOnInput(scenario)}`;
}

/** The options that make kernel trees the sides of these names, with a space after each; none for models. */
export function treeWords(sides: readonly SideName[]): string {
  return optionsNaming(sides)
    .map(([option, value]) => `${option} ${shellWord(value)} `)
    .join('');
}

/** The same with a kernel tree as a side, compared with the model nearest to it. */
export function explainTreeCommand(
  { tree, folder, bits }: Pick<TreeNote, 'tree' | 'folder' | 'bits'>,
  scenario: ScenarioDocument,
): string {
  const width = bits === 32 ? '--bits 32 ' : '';
  return explainCommandLine(scenario, `--tree ${shellWord(`${tree}=${folder}`)} ${width}`);
}

/** The end of a command that reads a scenario from standard input. */
export function scenarioOnInput(scenario: ScenarioDocument): string {
  return `<<< ${shellWord(jsonText(scenario))}`;
}
