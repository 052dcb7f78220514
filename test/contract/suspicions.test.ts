// SPDX-License-Identifier: GPL-2.0-or-later
import { describe, expect, it } from 'vitest';
import { AddressSpace } from '../../mm/address-space';
import type { Clause } from '../../oracle/contract/clause';
import { type Breach, ContractCheck } from '../../oracle/contract/contract-check';
import { CLAUSES } from '../../oracle/contract/registry';
import { generateScenario } from '../../oracle/generate/generate';
import { PROFILES, type Profile } from '../../oracle/generate/profiles';
import { Random } from '../../oracle/generate/random';
import { Runner } from '../../oracle/run/runner';
import { allSideNames, hasUnlockedCall, type SideName } from '../../oracle/run/side-names';
import { readCorpus } from '../../oracle/scenario/corpus';
import type { Scenario } from '../../oracle/scenario/scenario';
import { familiesOf } from '../../oracle/scope/scopes';
import { CONTRACT_FAULTS } from '../faults/contract';
import { keptFaultySide } from '../faults/kept-side';
import { GOLDEN_EDGE, GOLDEN_SYSTEMATIC } from '../support/golden';

const SEED = 20200506;

/** The contract, with every clause asked of every call. */
const ALWAYS_ASKED: readonly Clause[] = CLAUSES.map((clause) => ({
  ...clause,
  suspects: 'any call',
}));

/** What is found of scenarios by clauses that are asked if need be, and by those that are always asked. */
class Both {
  private readonly gated: ContractCheck;
  private readonly asked: ContractCheck;
  private readonly found: Breach[] = [];
  private readonly due: Breach[] = [];
  scenarios = 0;
  breaches = 0;

  constructor(private readonly runner: Runner) {
    this.gated = new ContractCheck(runner);
    this.asked = new ContractCheck(runner, ALWAYS_ASKED);
  }

  add(scenario: Scenario): void {
    this.runner.run(scenario, (side) => {
      this.gated.sideRan(scenario, side, this.found);
      this.asked.sideRan(scenario, side, this.due);
    });
    this.gated.allRan(scenario, this.found);
    this.asked.allRan(scenario, this.due);
    const [found, due] = [this.found.map(named), this.due.map(named)];
    if (found.join() !== due.join()) expect(found, scenario.id).toEqual(due);
    this.scenarios++;
    this.breaches += due.length;
    this.found.length = 0;
    this.due.length = 0;
  }
}

function named({ clause, side, page, violation, met }: Breach): string {
  return `${side.name} ${clause.id} ${page} ${violation?.id ?? 'new'} ${met}`;
}

const SIDES: readonly SideName[] = ['v5.7', 'legacy', 'modern', 'modern-5.9', 'modern-6.18'];

/** Of a family every so many scenarios: which neighbours there are matters little. */
const STRIDE = 89;

describe('what pages tell beforehand hides no breach', () => {
  it('in golden vectors', async () => {
    const both = new Both(Runner.of(SIDES));
    for (const file of [GOLDEN_EDGE, GOLDEN_SYSTEMATIC]) {
      for await (const { scenario, line } of readCorpus(file)) {
        if (line % 4 === 0) both.add(scenario);
      }
    }
    expect(both.scenarios).toBeGreaterThan(200);
    expect(both.breaches).toBeGreaterThan(both.scenarios);
  });

  it('in scope 1', () => {
    const both = new Both(Runner.of(SIDES));
    for (const family of familiesOf(1)) {
      for (let index = 0; index < family.size; index += STRIDE) both.add(family.scenario(index));
    }
    expect(both.scenarios).toBeGreaterThan(200);
    expect(both.breaches).toBeGreaterThan(both.scenarios);
  });

  it.each(PROFILES)('in random scenarios: %s', (profile) => {
    const names = profile === 'unlocked' ? allSideNames().filter(hasUnlockedCall) : SIDES;
    expect(random(Runner.of(names), profile, profile === 'huge' ? 40 : 500)).toBeGreaterThan(500);
  });
});

/** How many breaches random scenarios show. */
function random(runner: Runner, profile: Profile, runs: number): number {
  const both = new Both(runner);
  for (let index = 0; index < runs; index++) {
    both.add(generateScenario(new Random(SEED, index), profile));
  }
  return both.breaches;
}

describe('what pages tell beforehand hides no breach of a wrong side', () => {
  it.each(
    CONTRACT_FAULTS.map(({ side, fault }) => [`${side}: ${fault.name}`, side, fault] as const),
  )('%s', (_, name, fault) => {
    const space = new AddressSpace();
    const runner = new Runner(space, [keptFaultySide(fault, name, space)]);
    expect(random(runner, 'small', 200)).toBeGreaterThan(0);
  });
});
