// SPDX-License-Identifier: GPL-2.0-or-later
import type { ScenarioDocument } from '../scenario/schema';

/** A command to paste that explains a scenario, which is itself in it. */
export function explainCommand(scenario: ScenarioDocument): string {
  return `npm run hmm-pfn -- explain - <<< ${shellQuoted(JSON.stringify(scenario))}`;
}

/** Text as one word of a shell, whatever is in it. */
function shellQuoted(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}
