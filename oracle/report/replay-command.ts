// SPDX-License-Identifier: GPL-2.0-or-later
import type { NewFinding } from '../check/finding';
import type { CheckReport } from '../check/report';
import type { ScenarioDocument } from '../scenario/schema';

/** A command to paste that explains a scenario, which is itself in it. */
export function explainCommand(scenario: ScenarioDocument): string {
  return `npm run hmm-pfn -- explain - <<< ${shellQuoted(JSON.stringify(scenario))}`;
}

/** A command to paste; a scenario that a vector brought is itself in it. */
export function findingCommand(
  { path, scenario }: NewFinding,
  { seed, profile, sides }: CheckReport['options'],
): string {
  if (path === null) return explainCommand(scenario);
  const random = path.includes('#') ? '' : `--seed ${seed} --profile ${profile} `;
  return `npm run hmm-pfn -- check ${random}--sides ${sides.join(',')} --path ${path}`;
}

/** Text as one word of a shell, whatever is in it. */
export function shellQuoted(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}
