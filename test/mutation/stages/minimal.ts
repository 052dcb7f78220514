// SPDX-License-Identifier: GPL-2.0-or-later
import { Judge, knownIds } from '../../../oracle/campaign/judge';
import { newCauses } from '../../../oracle/campaign/new-causes';
import { sidesShowing } from '../../../oracle/check/minimal';
import { Runner } from '../../../oracle/run/runner';
import type { SideName } from '../../../oracle/run/side-names';
import { buildScenario } from '../../../oracle/scenario/read';
import type { Stage } from './stage';

/** Each minimal scenario shows exactly the ids that stand beside it, and nothing new. */
export const minimalScenarios: Stage = ({ minimal }, beat) => {
  const judges = new Map<string, Judge>();
  const judgeOf = (sides: readonly SideName[]): Judge => {
    const judge = judges.get(sides.join()) ?? new Judge(Runner.of(sides));
    judges.set(sides.join(), judge);
    return judge;
  };
  for (const { id, scenario, shows } of minimal) {
    beat();
    const judgement = judgeOf(sidesShowing(id)).judge(buildScenario(scenario, { file: id }));
    const [fresh] = newCauses(judgement);
    if (fresh !== undefined) return `minimal scenario ${id}: new: ${fresh.cause}`;
    const found = [...knownIds(judgement)].sort().join(' ');
    if (found !== shows.join(' ')) return `minimal scenario ${id} shows: ${found}`;
  }
  return undefined;
};
