// SPDX-License-Identifier: GPL-2.0-or-later
import * as fc from 'fast-check';
import { Judge } from '../oracle/campaign/judge';
import { newCauses } from '../oracle/campaign/new-causes';
import { Tally } from '../oracle/campaign/tally';
import type { Clause } from '../oracle/contract/clause';
import { scenarioArbitrary } from '../oracle/generate/arbitrary';
import { generateScenario } from '../oracle/generate/generate';
import { Random } from '../oracle/generate/random';
import { Runner } from '../oracle/run/runner';
import { fastest, rate } from './timing';

const SEED = 1;
const SCENARIOS = 200_000;
const ROUNDS = 4;

/** A campaign's plain loop: generate, run legacy and modern, compare, explain, count coverage. */
export function benchCampaign(clauses: readonly Clause[]): string {
  const judge = new Judge(Runner.of(['legacy', 'modern']), clauses);
  const random = new Random(SEED, 0);
  const timing = fastest(ROUNDS, () => {
    const tally = new Tally(judge);
    for (let index = 0; index < SCENARIOS; index++) {
      random.restart(SEED, index);
      tally.add(generateScenario(random, 'small'), index);
    }
  });
  const what = clauses.length === 0 ? 'campaign         ' : '… with contract  ';
  return `${what} ${rate(SCENARIOS, timing, 'small scenarios')}`;
}

/** The same judgement as a fast-check property over the project's arbitrary. */
export function benchProperty(): string {
  const judge = new Judge(Runner.of(['legacy', 'modern']), []);
  const property = fc.property(
    scenarioArbitrary('small'),
    (scenario) => newCauses(judge.judge(scenario)).length === 0,
  );
  const timing = fastest(ROUNDS, () => fc.assert(property, { seed: SEED, numRuns: SCENARIOS }));
  return `fc.assert         ${rate(SCENARIOS, timing, 'small scenarios')}`;
}
