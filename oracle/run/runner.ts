// SPDX-License-Identifier: GPL-2.0-or-later
import { AddressSpace } from '../../mm/address-space';
import type { Scenario } from '../scenario/scenario';
import { makeSide } from './make-side';
import { runSide } from './run-side';
import type { Side } from './side';
import { allSideNames, type SideName } from './side-names';

/** Runs scenarios on a set of sides, one after the other on one address space. */
export class Runner {
  /** The sides by name. */
  readonly names: readonly SideName[];

  /** @param sides made for this address space, older ones first. */
  constructor(
    readonly space: AddressSpace,
    readonly sides: readonly Side[],
  ) {
    this.names = sides.map(({ name }) => name);
  }

  /** The same sides, made anew on an address space of their own. */
  fresh(): Runner {
    const space = new AddressSpace();
    return new Runner(
      space,
      this.sides.map((side) => side.fresh(space)),
    );
  }

  /** A runner for these sides, in the order of {@link allSideNames}. */
  static of(names: readonly SideName[]): Runner {
    const space = new AddressSpace();
    const ordered = allSideNames().filter((name) => names.includes(name));
    return new Runner(
      space,
      ordered.map((name) => makeSide(name, space)),
    );
  }

  /** Whether one of the sides wants to know {@link ahead} what comes next. */
  get looksAhead(): boolean {
    return this.sides.some(({ ahead }) => ahead !== undefined);
  }

  /** Tells the sides which scenarios come next, each as it stands, and which experiments may come between them. */
  ahead(scenarios: readonly Scenario[], experiments: readonly Scenario[] = []): void {
    for (const side of this.sides) side.ahead?.(scenarios, experiments);
  }

  /**
   * Runs a scenario on each side; their results hold until the next one. A side that throws keeps
   * that as its `failure`.
   *
   * @param after is called after each side, while the address space is as that side left it.
   */
  run(scenario: Scenario, after?: (side: Side) => void): void {
    this.runEach(scenario, true, after);
  }

  /** As {@link run}, for who compares raw words only: the sides' states are those of an earlier run. */
  runUndecoded(scenario: Scenario): void {
    this.runEach(scenario, false);
  }

  private runEach(scenario: Scenario, decodes: boolean, after?: (side: Side) => void): void {
    this.space.load(scenario.mm);
    for (let index = 0; index < this.sides.length; index++) {
      const side = this.sides[index];
      if (side === undefined) continue;
      if (index > 0) this.space.rewind();
      runSide(side, scenario, decodes);
      after?.(side);
    }
  }
}
