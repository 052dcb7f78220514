// SPDX-License-Identifier: GPL-2.0-or-later
import { lazy } from '../package/lazy';
import type { Runner } from '../run/runner';
import type { Side } from '../run/side';
import type { SideName } from '../run/side-names';
import type { CorpusScenario } from '../scenario/corpus';
import { type Claim, claimMismatch, claimOf, type Mismatch } from './claim';
import { DECISIONS } from './decision';
import { type GroupCounts, MissTally } from './miss-tally';

export type { Miss, MissGroup } from './miss-tally';

/** Most results are the expected ones. */
const missed = lazy((): typeof import('./missed-decision') => require('./missed-decision'));

/** How often a side agreed with the results of a corpus. */
export interface Agreement {
  readonly vectors: number;
  readonly agreeing: number;
}

/** How much of one file could be compared. */
export interface FileCounts {
  readonly file: string;
  /** Scenarios that were run. */
  readonly scenarios: number;
  /** Those that have no result of any side that was run. */
  readonly without: number;
  /** Results that sides were held to. */
  readonly results: number;
  /** Whether the file was read to its end. */
  readonly complete: boolean;
  /** For each side, the scenarios that have no result of it. */
  readonly withoutSide: Readonly<Record<string, number>>;
}

/** Holds sides to the results that stand beside scenarios: the kernel's own, in the golden ones. */
export class VectorCheck {
  private readonly missTally = new MissTally();
  private readonly counts: ReadonlyMap<SideName, { vectors: number; agreeing: number }>;
  private readonly files: FileTally[] = [];

  /** @param runner the sides to check. */
  constructor(private readonly runner: Runner) {
    this.counts = new Map(runner.sides.map(({ name }) => [name, { vectors: 0, agreeing: 0 }]));
  }

  /** What is added from now on is of this file. */
  begin(file: string): void {
    this.files.push(new FileTally(file));
  }

  /** The file that was begun last has been read to its end. */
  end(): void {
    this.files.at(-1)?.end();
  }

  /** Checks what the runner's sides made of a vector, after they have run it. */
  add(item: CorpusScenario): void {
    const { sides } = this.runner;
    this.files.at(-1)?.add(item, sides);
    for (const side of sides) {
      const claim = claimOf(item, side.name);
      const count = this.counts.get(side.name);
      if (claim === undefined || count === undefined) continue;
      count.vectors++;
      const wrong = claimMismatch(side, claim);
      if (wrong === undefined) count.agreeing++;
      else this.addMiss(item, side, claim, wrong);
    }
  }

  private addMiss(
    { file, line, scenario }: CorpusScenario,
    side: Side,
    claim: Claim,
    wrong: Mismatch,
  ): void {
    const { failure, overflow } = side;
    const noResult =
      failure?.what ?? overflow?.name ?? (claim.kind === 'no room' ? HAS_ROOM : undefined);
    const { decision, detail } =
      claim.kind === 'result' && noResult === undefined
        ? missed().missedDecision(scenario, side, claim.result)
        : { decision: undefined, detail: noResult ?? '' };
    const name = decision === undefined ? NO_RESULT : DECISIONS[decision];
    const miss = { file, line, id: scenario.id, side: side.name, ...wrong };
    this.missTally.add(name, detail, miss, scenario.range.asks.length);
  }

  /** All misses, by the decision that they come from; the first few of each in full. */
  get groups(): Readonly<Record<string, GroupCounts>> {
    return this.missTally.groups;
  }

  /** What could be compared, by file, in the order in which they were begun. */
  fileCounts(): readonly FileCounts[] {
    return this.files.map((file) => file.counts());
  }

  /** By side; those that no vector has a result of, too. */
  agreements(): ReadonlyMap<SideName, Agreement> {
    return this.counts;
  }
}

const NO_RESULT = 'whether there is a result';
const HAS_ROOM = 'no room expected, got a result';

class FileTally {
  private scenarios = 0;
  private without = 0;
  private results = 0;
  private complete = false;
  private readonly withoutSide: Record<string, number> = {};

  constructor(private readonly file: string) {}

  add(item: CorpusScenario, sides: readonly Side[]): void {
    this.scenarios++;
    const missing = sides.filter(({ name }) => claimOf(item, name) === undefined);
    for (const { name } of missing) this.withoutSide[name] = (this.withoutSide[name] ?? 0) + 1;
    this.results += sides.length - missing.length;
    if (missing.length === sides.length) this.without++;
  }

  end(): void {
    this.complete = true;
  }

  counts(): FileCounts {
    const { file, scenarios, without, results, complete, withoutSide } = this;
    return { file, scenarios, without, results, complete, withoutSide };
  }
}
