// SPDX-License-Identifier: GPL-2.0-or-later
import { AddressSpace } from '../../../mm/address-space';
import { newCauses } from '../../../oracle/campaign/new-causes';
import { SCENARIOS_AMONG } from '../../faults/sources';
import { digestOf, findingsText, judgeOf } from '../witnesses';
import type { Stage } from './stage';

/**
 * Every planted fault is still reported, under the causes that its witnesses name, and beside them
 * nothing is explained otherwise.
 */
export const plantedFaults: Stage = ({ faults }, beat) => {
  for (const { fault, makeSides } of faults) {
    const { name, among, seenBy, witnesses } = fault;
    for (const { scenario: index, causes, findings } of witnesses) {
      beat();
      // A wrong side may say what is left of an earlier scenario: here there is none.
      const space = new AddressSpace();
      const judgement = judgeOf(seenBy, space, makeSides(space)).judge(
        SCENARIOS_AMONG[among](index),
      );
      const found = newCauses(judgement).map(({ cause }) => cause);
      if (found.join('; ') !== causes.join('; ')) {
        return `fault "${name}" in scenario ${index}: ${found.join('; ') || 'nothing new'}`;
      }
      const text = findingsText(judgement);
      if (digestOf(text) !== findings) return `fault "${name}" in scenario ${index}: ${text}`;
    }
  }
  return undefined;
};
