// SPDX-License-Identifier: GPL-2.0-or-later
import { AddressSpace } from '../../../mm/address-space';
import { Judge } from '../../../oracle/campaign/judge';
import { newCauses } from '../../../oracle/campaign/new-causes';
import { generateScenario } from '../../../oracle/generate/generate';
import { Random } from '../../../oracle/generate/random';
import { Runner } from '../../../oracle/run/runner';
import { WITNESS_SEED } from '../witnesses';
import type { Stage } from './stage';

/** Every planted fault is still reported, under the causes that its witnesses name. */
export const plantedFaults: Stage = ({ faults }, beat) => {
  for (const { fault, makeSides } of faults) {
    for (const { scenario: index, causes } of fault.witnesses) {
      beat();
      // A wrong side may say what is left of an earlier scenario: here there is none.
      const space = new AddressSpace();
      const judge = new Judge(new Runner(space, makeSides(space)));
      const scenario = generateScenario(new Random(WITNESS_SEED, index), 'mixed');
      const found = newCauses(judge.judge(scenario)).map(({ cause }) => cause);
      if (found.join('; ') !== causes.join('; ')) {
        return `fault "${fault.name}" in scenario ${index}: ${found.join('; ') || 'nothing new'}`;
      }
    }
  }
  return undefined;
};
