// SPDX-License-Identifier: GPL-2.0-or-later
import type { Pair } from '../../compare/compare';
import type { Side } from '../../run/side';
import { Laboratory } from './laboratory';
import type { Premise } from './premise';

/** One of the two experiments: a side as it is, against a twin of the other under its premises. */
export interface Trial {
  readonly pair: Pair;
  /** Which of the two sides ran under premises. */
  readonly given: 'older' | 'newer';
}

/** The laboratories of two sides that are compared with each other. */
class Experiment {
  private readonly older: Laboratory;
  private readonly newer: Laboratory;

  constructor(left: Side, right: Side) {
    this.older = new Laboratory(left);
    this.newer = new Laboratory(right);
  }

  run(pair: Pair, premises: readonly Premise[]): readonly Trial[] {
    const { scenario, left, right } = pair;
    const older = this.older.run(
      scenario,
      premises.map((premise) => premise.older),
    );
    const newer = this.newer.run(
      scenario,
      premises.map((premise) => premise.newer),
    );
    return [
      { pair: { scenario: older, left: this.older.side, right }, given: 'older' },
      {
        pair: { scenario, left, right: this.newer.side, rightAsks: newer.range.asks },
        given: 'newer',
      },
    ];
  }
}

const experiments = new WeakMap<Side, WeakMap<Side, Experiment>>();

/**
 * Gives each of two sides the other one's premises, and runs it so. Both results hold, beside those
 * of the pair itself, until the next experiment with these sides.
 */
export function tryPremises(pair: Pair, premises: readonly Premise[]): readonly Trial[] {
  const { left, right } = pair;
  const ofLeft = experiments.get(left) ?? new WeakMap<Side, Experiment>();
  experiments.set(left, ofLeft);
  const experiment = ofLeft.get(right) ?? new Experiment(left, right);
  ofLeft.set(right, experiment);
  return experiment.run(pair, premises);
}
