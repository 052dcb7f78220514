// SPDX-License-Identifier: GPL-2.0-or-later
import * as fc from 'fast-check';
import { Judge } from '../oracle/campaign/judge';
import { newCauses } from '../oracle/campaign/new-causes';
import { Tally } from '../oracle/campaign/tally';
import type { Clause } from '../oracle/contract/clause';
import { CLAUSES } from '../oracle/contract/registry';
import { scenarioArbitrary } from '../oracle/generate/arbitrary';
import { generateScenario } from '../oracle/generate/generate';
import { Random } from '../oracle/generate/random';
import { Runner } from '../oracle/run/runner';
import type { Scenario } from '../oracle/scenario/scenario';
import { fastest, rate } from './timing';

const SEED = 1;
const SCENARIOS = 200_000;
const ROUNDS = 4;

/**
 * A campaign of one thread, stage by stage: generate; run legacy and modern, too; compare, explain and count
 * coverage, too; hold both to the contract, too. Each stage is what it adds to those before.
 */
export function benchCampaign(): readonly string[] {
  const runner = Runner.of(['legacy', 'modern']);
  const generated = fastest(
    ROUNDS,
    generating(() => {}),
  );
  const ran = fastest(
    ROUNDS,
    generating((scenario) => runner.run(scenario)),
  );
  const compared = fastest(ROUNDS, tallying([]));
  const checked = fastest(ROUNDS, tallying(CLAUSES));
  const added = [
    ['generating', generated.cpu],
    ['range faults', ran.cpu - generated.cpu],
    ['comparison and coverage', compared.cpu - ran.cpu],
    ['contract', checked.cpu - compared.cpu],
  ] as const;
  const stages = added.map(([name, cpu]) => `${name} ${microseconds(cpu)}`).join(', ');
  return [
    `campaign          ${rate(SCENARIOS, compared, 'small scenarios')}`,
    `… with contract   ${rate(SCENARIOS, checked, 'small scenarios')}`,
    `                  each ${microseconds(checked.cpu)}: ${stages}`,
  ];
}

function microseconds(cpu: number): string {
  return `${((cpu / SCENARIOS) * 1e6).toFixed(1)} µs`;
}

/** A round that does something with each of the same scenarios. */
function generating(take: (scenario: Scenario, index: number) => void): () => void {
  const random = new Random(SEED, 0);
  return () => {
    for (let index = 0; index < SCENARIOS; index++) {
      random.restart(SEED, index);
      take(generateScenario(random, 'small'), index);
    }
  };
}

/** A round that judges each, as a campaign does. */
function tallying(clauses: readonly Clause[]): () => void {
  const judge = new Judge(Runner.of(['legacy', 'modern']), clauses);
  return () => {
    const tally = new Tally(judge);
    generating((scenario, index) => tally.add(scenario, index))();
  };
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
