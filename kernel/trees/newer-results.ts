// SPDX-License-Identifier: GPL-2.0-or-later
import { writeFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import { generateScenario } from '../../oracle/generate/generate';
import type { Profile } from '../../oracle/generate/profiles';
import { Random } from '../../oracle/generate/random';
import type { Scenario } from '../../oracle/scenario/scenario';
import { writeScenario } from '../../oracle/scenario/write';

/** Random scenarios of what documents can say since version 2, and which releases can run them. */
const DRAWN: readonly {
  readonly profile: Profile;
  readonly count: number;
  readonly series: 'every' | '7.3';
}[] = [
  { profile: 'recent', count: 900, series: 'every' },
  { profile: 'unlocked', count: 400, series: '7.3' },
];
const SEED = 1;

/** A scenario of {@link DRAWN}. */
interface Newer {
  readonly scenario: Scenario;
  runsOn(series: string): boolean;
}

/** The scenarios that the code of releases is run on beside the golden vectors, which say nothing newer than 6.1. */
export function newerScenarios(): readonly Newer[] {
  return DRAWN.flatMap(({ profile, count, series }) =>
    Array.from({ length: count }, (_, index) => ({
      scenario: generateScenario(new Random(SEED, index), profile),
      runsOn: (one: string) => series === 'every' || one === series,
    })),
  );
}

/** What releases made of {@link newerScenarios}: a line a scenario, with each result and who has it. */
export class NewerResults {
  private readonly results: Map<string, string[]>[] = [];

  constructor(private readonly scenarios: readonly Newer[]) {
    this.results = scenarios.map(() => new Map());
  }

  /** Runs a release on those that it can run. */
  measure(series: string, run: (scenario: Scenario) => object): void {
    for (const [index, { scenario, runsOn }] of this.scenarios.entries()) {
      if (!runsOn(series)) continue;
      const result = JSON.stringify(run(scenario));
      const of = this.results[index];
      of?.set(result, [...(of.get(result) ?? []), series]);
    }
  }

  /** @param about what is said first. */
  write(file: string, about: object): void {
    const lines = this.scenarios.map(({ scenario }, index) => ({
      scenario: writeScenario(scenario),
      results: [...(this.results[index] ?? [])].map(([result, releases]) => ({
        releases,
        result: JSON.parse(result),
      })),
    }));
    const text = [about, ...lines].map((line) => `${JSON.stringify(line)}\n`).join('');
    writeFileSync(file, gzipSync(text, { level: 9 }));
  }
}
