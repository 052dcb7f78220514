// SPDX-License-Identifier: GPL-2.0-or-later
import type { SideName } from '../oracle/run/side-names';
import type { ScenarioVersion } from '../oracle/scenario/document';
import { FEATURES } from './features/vocabulary';
import type { ManifestCounts } from './manifest';
import type { FoundFixture } from './random-source';

/** Counts what a corpus holds, for its manifest. */
export class CorpusCounts {
  scenarios = 0;
  /** The newest version of the document that a scenario needs. */
  scenarioSchema: ScenarioVersion = 'hmm-scenario/1';
  private readonly results: Map<SideName, number>;
  private readonly features = new Map<string, number>();

  constructor(sides: readonly SideName[]) {
    this.results = new Map(sides.map((side) => [side, 0]));
  }

  add({ fixture, features }: FoundFixture): void {
    this.scenarios++;
    if (fixture.document.schema > this.scenarioSchema) {
      this.scenarioSchema = fixture.document.schema;
    }
    for (const { name } of fixture.sides) {
      this.results.set(name, (this.results.get(name) ?? 0) + 1);
    }
    for (const feature of features) {
      this.features.set(feature, (this.features.get(feature) ?? 0) + 1);
    }
  }

  /** Features in the order of the vocabulary; those that no scenario has are left out. */
  result(): ManifestCounts {
    const features = FEATURES.flatMap((feature) => {
      const count = this.features.get(feature);
      return count === undefined ? [] : [[feature, count] as const];
    });
    return {
      scenarios: this.scenarios,
      results: Object.fromEntries(this.results),
      features: Object.fromEntries(features),
    };
  }
}
