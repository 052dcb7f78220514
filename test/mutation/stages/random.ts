// SPDX-License-Identifier: GPL-2.0-or-later
import { Judge } from '../../../oracle/campaign/judge';
import { newCauses } from '../../../oracle/campaign/new-causes';
import { generateScenario } from '../../../oracle/generate/generate';
import { Random } from '../../../oracle/generate/random';
import { Runner } from '../../../oracle/run/runner';
import { SIDE_NAMES, type SideName } from '../../../oracle/run/side';
import type { Stage } from './stage';

const SEED = 20200508;
const SCENARIOS = 4_000;

/** Random scenarios show nothing new, on neighbouring sides and by the contract. */
export const randomScenarios: Stage = (_, beat) => {
  const sides: readonly SideName[] = SIDE_NAMES.filter((name) => name !== 'modern-32');
  const judge = new Judge(Runner.of(sides));
  for (let index = 0; index < SCENARIOS; index++) {
    beat();
    const scenario = generateScenario(new Random(SEED, index), 'mixed');
    const [fresh] = newCauses(judge.judge(scenario));
    if (fresh !== undefined) return `random scenario ${index}: new: ${fresh.cause}`;
  }
  return undefined;
};

/** As {@link randomScenarios}, on 32 bits per long beside 64. */
export const narrowScenarios: Stage = (_, beat) => {
  const judge = new Judge(Runner.of(['modern', 'modern-32']));
  let overflows = 0;
  for (let index = 0; index < SCENARIOS / 4; index++) {
    beat();
    const scenario = generateScenario(new Random(SEED + 1, index), 'mixed');
    const judgement = judge.judge(scenario);
    const [fresh] = newCauses(judgement);
    if (fresh !== undefined) return `random scenario ${index}, 32 bits: new: ${fresh.cause}`;
    for (const { verdict } of judgement.comparisons) {
      if (verdict.kind === 'incomparable') overflows++;
    }
  }
  return overflows === 0 ? 'no pfn was too large for 32 bits per long' : undefined;
};
