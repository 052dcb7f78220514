// SPDX-License-Identifier: GPL-2.0-or-later

import type { Incomparable } from '../compare/comparable';
import type { Pair } from '../compare/compare';
import { judge } from '../compare/verdict';
import { Coverage } from '../coverage/coverage';
import type { Runner } from '../run/runner';
import type { SideName } from '../run/side';
import type { Scenario } from '../scenario/scenario';
import { causeOf } from './cause';

/** A disagreement that no known difference explains, with the first scenario that showed it. */
export interface NewCause {
  readonly cause: string;
  readonly left: SideName;
  readonly right: SideName;
  readonly scenario: Scenario;
  /** The number of the scenario in its source. */
  readonly index: number;
  /** How many scenarios showed it. */
  readonly count: number;
}

/** Counts what many scenarios came to, by cause. A scenario counts once for each cause it shows. */
export class Tally {
  scenarios = 0;
  /** Comparisons of two sides, by what they came to. */
  equal = 0;
  differ = 0;
  incomparable = 0;
  /** Scenarios by the id of the known difference that they show. */
  readonly known = new Map<string, number>();
  readonly incomparableBy = new Map<Incomparable['id'], number>();
  readonly coverage: readonly Coverage[];
  private readonly causes = new Map<string, NewCause>();
  private readonly shown = new Set<string>();

  constructor(private readonly runner: Runner) {
    this.coverage = runner.sides.map(({ name }) => new Coverage(name));
  }

  /** Runs a scenario on the runner's sides and counts what it shows. */
  add(scenario: Scenario, index: number): void {
    this.runner.run(scenario);
    this.scenarios++;
    this.shown.clear();
    const { sides } = this.runner;
    for (let position = 0; position < sides.length; position++) {
      const left = sides[position - 1];
      const right = sides[position];
      if (right === undefined) continue;
      this.coverage[position]?.add(right, scenario);
      if (left !== undefined) this.judgePair({ scenario, left, right }, index);
    }
    for (const id of this.shown) this.known.set(id, (this.known.get(id) ?? 0) + 1);
  }

  /** The unexplained causes, most frequent first. */
  newCauses(): readonly NewCause[] {
    return [...this.causes.values()].sort((one, other) => other.count - one.count);
  }

  private judgePair(pair: Pair, index: number): void {
    const verdict = judge(pair);
    switch (verdict.kind) {
      case 'equal':
        this.equal++;
        return;
      case 'incomparable': {
        this.incomparable++;
        const { id } = verdict.why;
        this.incomparableBy.set(id, (this.incomparableBy.get(id) ?? 0) + 1);
        return;
      }
      case 'differ':
        this.differ++;
        for (const { difference } of verdict.findings) {
          if (difference !== null) this.shown.add(difference.id);
        }
        if (verdict.findings.some(({ difference }) => difference === null)) {
          this.addCause(pair, causeOf(pair, verdict.findings), index);
        }
    }
  }

  private addCause(pair: Pair, cause: string, index: number): void {
    const before = this.causes.get(cause);
    this.causes.set(
      cause,
      before === undefined
        ? {
            cause,
            left: pair.left.name,
            right: pair.right.name,
            scenario: pair.scenario,
            index,
            count: 1,
          }
        : { ...before, count: before.count + 1 },
    );
  }
}
