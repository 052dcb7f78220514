// SPDX-License-Identifier: GPL-2.0-or-later
import { Judge, type Judgement, knownIds } from '../oracle/campaign/judge';
import { Runner } from '../oracle/run/runner';
import type { Side } from '../oracle/run/side';
import type { SideName } from '../oracle/run/side-names';
import type { Scenario } from '../oracle/scenario/scenario';
import type { ScenarioDocument } from '../oracle/scenario/schema';
import { writeScenario } from '../oracle/scenario/write';
import { addResultFeatures } from './features/result-features';
import { addScenarioFeatures } from './features/scenario-features';

/** A scenario with what the sides made of it; it holds until the next one is run. */
export interface Fixture {
  readonly scenario: Scenario;
  /** The canonical document of the scenario. */
  readonly document: ScenarioDocument;
  /** The sides that came to a result: on 32 bits a pfn may not fit, and then there is none. */
  readonly sides: readonly Side[];
  /** The ids of the known differences and violations that it shows, sorted. */
  readonly causes: readonly string[];
}

/** Runs and judges scenarios, and says what is in them. */
export class FixtureMaker {
  private readonly judge: Judge;
  private judgement: Judgement = { comparisons: [], breaches: [], faults: [] };

  constructor(sides: readonly SideName[]) {
    this.judge = new Judge(Runner.of(sides));
  }

  /** The sides that run, older ones first. */
  get sides(): readonly Side[] {
    return this.judge.runner.sides;
  }

  /**
   * Runs a scenario; what it returns holds until the next one.
   * @throws SideFailure if a side throws: no test could expect anything of it.
   */
  make(scenario: Scenario): Fixture {
    this.judgement = this.judge.judge(scenario);
    for (const { failure } of this.sides) if (failure !== undefined) throw failure;
    return {
      scenario,
      document: writeScenario(scenario),
      sides: this.sides.filter(({ overflow }) => overflow === undefined),
      causes: [...knownIds(this.judgement)].sort(),
    };
  }

  /** Runs a scenario that may not be taken: only what it shows. */
  causesOf(scenario: Scenario): ReadonlySet<string> {
    this.judgement = this.judge.judge(scenario);
    return knownIds(this.judgement);
  }

  /** The features of the fixture that was made last. */
  featuresOf({ scenario, sides, causes }: Fixture): ReadonlySet<string> {
    const features = new Set<string>();
    addScenarioFeatures(scenario, features);
    addResultFeatures(scenario, sides, this.judgement, causes, features);
    return features;
  }
}
