// SPDX-License-Identifier: GPL-2.0-or-later
import { AddressSpace } from '../../mm/address-space';
import { Judge } from '../../oracle/campaign/judge';
import { newCauses } from '../../oracle/campaign/new-causes';
import { generateScenario } from '../../oracle/generate/generate';
import { Random } from '../../oracle/generate/random';
import { Runner } from '../../oracle/run/runner';
import { PLANTINGS, sidesMaker } from '../faults/plantings';
import { WITNESS_SEED, type Witness, type WitnessedFault } from './witnesses';

/** A fault is looked for in so many scenarios; the rarest of all needs some thousands. */
const SCENARIOS = 12_000;
/** So many scenarios with causes of their own are kept. */
const KEPT = 4;

/**
 * Looks for the scenarios that show each planted fault, a few that differ in their causes.
 * @throws Error for a fault that none shows.
 */
export function findWitnesses(): readonly WitnessedFault[] {
  return PLANTINGS.map((planting) => {
    const makeSides = sidesMaker(planting);
    const freshJudge = (): Judge => {
      const space = new AddressSpace();
      return new Judge(new Runner(space, makeSides(space)));
    };
    const judge = freshJudge();
    const witnesses: Witness[] = [];
    const seen = new Set<string>();
    const random = new Random(WITNESS_SEED, 0);
    for (let scenario = 0; scenario < SCENARIOS && witnesses.length < KEPT; scenario++) {
      random.restart(WITNESS_SEED, scenario);
      const drawn = generateScenario(random, 'mixed');
      if (newCauses(judge.judge(drawn)).length === 0) continue;
      // A wrong side may say what is left of an earlier scenario: here there is none.
      const causes = newCauses(freshJudge().judge(drawn)).map(({ cause }) => cause);
      if (causes.every((cause) => seen.has(cause))) continue;
      for (const cause of causes) seen.add(cause);
      witnesses.push({ scenario, causes });
    }
    const { fault, faulty, sides } = planting;
    if (witnesses.length === 0) throw new Error(`no scenario shows the fault "${fault.name}"`);
    return { name: fault.name, faulty, sides, witnesses };
  });
}
