// SPDX-License-Identifier: GPL-2.0-or-later
import type { Incomparable } from '../compare/comparable';
import { Coverage } from '../coverage/coverage';
import type { Runner } from '../run/runner';
import type { Scenario } from '../scenario/scenario';
import { type Judged, judgeSides, unexplainedCause } from './unexplained';

/** Disagreements of one cause that no known difference explains. */
export interface NewCause {
  readonly cause: string;
  /** The first scenario that showed it. */
  readonly scenario: Scenario;
  /** The number of that scenario in its source. */
  readonly index: number;
  /** How many scenarios showed it. */
  readonly count: number;
}

/** Counts what many scenarios came to, by cause. A scenario counts once for each cause it shows. */
export class Tally {
  scenarios = 0;
  /** Comparisons of two sides, by what they came to. */
  readonly verdicts = { equal: 0, differ: 0, incomparable: 0 };
  /** Scenarios by the id of the known difference that they show. */
  readonly known = new Map<string, number>();
  /** Comparisons that could not be made, by why. */
  readonly incomparable = new Map<Incomparable['id'], number>();
  readonly coverage: readonly Coverage[];
  private readonly causes = new Map<string, NewCause>();
  /** The ids of the differences that the present scenario shows. */
  private readonly shown = new Set<string>();

  constructor(private readonly runner: Runner) {
    this.coverage = runner.sides.map(({ name }) => new Coverage(name));
  }

  /** Runs a scenario on the runner's sides and counts what it shows. */
  add(scenario: Scenario, index: number): void {
    this.shown.clear();
    for (const judged of judgeSides(this.runner, scenario)) this.count(judged, index);
    this.scenarios++;
    for (const id of this.shown) this.known.set(id, (this.known.get(id) ?? 0) + 1);
    for (let position = 0; position < this.coverage.length; position++) {
      const side = this.runner.sides[position];
      if (side !== undefined) this.coverage[position]?.add(side, scenario);
    }
  }

  /** The unexplained causes, most frequent first. */
  newCauses(): readonly NewCause[] {
    return [...this.causes.values()].sort((one, other) => other.count - one.count);
  }

  private count(judged: Judged, index: number): void {
    const { verdict } = judged;
    this.verdicts[verdict.kind]++;
    if (verdict.kind === 'incomparable') {
      const { id } = verdict.why;
      this.incomparable.set(id, (this.incomparable.get(id) ?? 0) + 1);
    } else if (verdict.kind === 'differ') {
      for (const { difference } of verdict.findings) {
        if (difference !== null) this.shown.add(difference.id);
      }
      const cause = unexplainedCause(judged);
      if (cause !== undefined) this.addCause(cause, judged.pair.scenario, index);
    }
  }

  private addCause(cause: string, scenario: Scenario, index: number): void {
    const before = this.causes.get(cause) ?? { cause, scenario, index, count: 0 };
    this.causes.set(cause, { ...before, count: before.count + 1 });
  }
}
