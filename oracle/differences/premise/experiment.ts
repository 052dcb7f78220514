// SPDX-License-Identifier: GPL-2.0-or-later
import { AddressSpace } from '../../../mm/address-space';
import { WRITE_BIT } from '../../../mm/entry';
import { StateKind } from '../../../mm/page-states';
import type { Pair } from '../../compare/compare';
import { runOrThrow } from '../../run/runner';
import type { Side } from '../../run/side';
import type { Scenario } from '../../scenario/scenario';
import { GivenWalk } from './given-walk';
import type { Given, Premise } from './premise';

/** A second instance of a side with an address space of its own: what would it do, if … */
export class Laboratory {
  readonly side: Side;
  private readonly space = new AddressSpace();

  constructor(side: Side) {
    this.side = side.fresh(this.space);
  }

  /**
   * Runs a scenario as it is rewritten under these premises; the result holds until the next run.
   * The result refers to the real entries, not to those that the walks were shown.
   *
   * @returns the scenario that was run.
   * @throws SideFailure if the side threw.
   */
  run(scenario: Scenario, given: readonly Given[]): Scenario {
    const { space, side } = this;
    const run = given.reduce((before, { rewritten }) => rewritten?.(before) ?? before, scenario);
    const disguises = given.flatMap(({ disguise }) => disguise ?? []);
    const pmds = given.flatMap((one) => one.pmds ?? []);
    const gaps = given.find((one) => one.gaps !== undefined)?.gaps;
    const walk = new GivenWalk(space, { disguises, pmds, gaps }, run.range);
    space.load(run.mm);
    space.observer = walk;
    const disguised = disguises.length + pmds.length > 0;
    space.overrule = disguised ? walk.overrule : null;
    runOrThrow(side, run);
    if (disguised) this.undisguise(walk);
    return run;
  }

  /** A page that was shown as writable, but is not, counts as reported read-only. */
  private undisguise(walk: GivenWalk): void {
    const { record, states } = this.side;
    for (let page = 0; page < record.stoppedAt; page++) {
      const shown = record.origins[page] ?? 0;
      const lent = (shown & ~walk.restored(shown) & WRITE_BIT) !== 0;
      if (lent && states.kinds[page] === StateKind.write) states.kinds[page] = StateKind.read;
    }
    record.replaceOrigins((origin) => walk.restored(origin));
  }
}

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
