// SPDX-License-Identifier: GPL-2.0-or-later
import * as fc from 'fast-check';
import { Tally } from '../oracle/campaign/tally';
import { judgeSides, unexplainedCause } from '../oracle/campaign/unexplained';
import { scenarioArbitrary } from '../oracle/generate/arbitrary';
import { generateScenario } from '../oracle/generate/generate';
import { Random } from '../oracle/generate/random';
import { Runner } from '../oracle/run/runner';
import { fastest, rate } from './timing';

const SEED = 1;
const SCENARIOS = 200_000;
const ROUNDS = 4;

/** A campaign's plain loop: generate, run legacy and modern, compare, explain, count coverage. */
export function benchCampaign(): string {
  const runner = Runner.of(['legacy', 'modern']);
  const random = new Random(SEED, 0);
  const seconds = fastest(ROUNDS, () => {
    const tally = new Tally(runner);
    for (let index = 0; index < SCENARIOS; index++) {
      random.restart(SEED, index);
      tally.add(generateScenario(random, 'small'), index);
    }
  });
  return `campaign          ${rate(SCENARIOS, seconds, 'small scenarios')}`;
}

/** The same judgement as a fast-check property over the project's arbitrary. */
export function benchProperty(): string {
  const runner = Runner.of(['legacy', 'modern']);
  const property = fc.property(scenarioArbitrary('small'), (scenario) =>
    judgeSides(runner, scenario).every((judged) => unexplainedCause(judged) === undefined),
  );
  const seconds = fastest(ROUNDS, () => fc.assert(property, { seed: SEED, numRuns: SCENARIOS }));
  return `fc.assert         ${rate(SCENARIOS, seconds, 'small scenarios')}`;
}
