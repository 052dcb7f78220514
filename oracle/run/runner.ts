// SPDX-License-Identifier: GPL-2.0-or-later
import { AddressSpace } from '../../mm/address-space';
import { Interrupted } from '../child/interrupted';
import type { Scenario } from '../scenario/scenario';
import { LegacySide, ModernSide } from './model-sides';
import type { Side } from './side';
import { SideFailure } from './side-failure';
import { allSideNames, type GivenName, isModel, MODERN_NAMES, type SideName } from './side-names';

const MAKERS = new Map<SideName, (space: AddressSpace) => Side>();

/** Says how a side that is no model is made; `undefined`: it is made no more. */
export function setMaker(name: GivenName, make: ((space: AddressSpace) => Side) | undefined): void {
  if (make === undefined) MAKERS.delete(name);
  else MAKERS.set(name, make);
}

/** Makes a side that runs on this address space. */
export function makeSide(name: SideName, space: AddressSpace): Side {
  if (!isModel(name)) {
    const make = MAKERS.get(name);
    if (make === undefined) throw new Error(`there is no side ${name}`);
    return make(space);
  }
  const modern = MODERN_NAMES.find((one) => one === name);
  if (modern !== undefined) return new ModernSide(space, modern);
  return new LegacySide(space, name === 'legacy' ? 'legacy' : 'v5.7');
}

/**
 * Runs a scenario on a side and reads its output. Whatever the side throws is kept in
 * `side.failure`; then its record is that of a call that never began.
 *
 * @param decodes whether to read the output: who only looks at the return code need not.
 */
export function runSide(side: Side, scenario: Scenario, decodes = true): void {
  side.failure = undefined;
  try {
    side.run(scenario);
    if (decodes) side.decode();
  } catch (error) {
    if (error instanceof Interrupted) throw error;
    fail(side, scenario, error);
  }
}

/** Reads the output of a run of this scenario that did not; what the side throws is kept as there. */
export function decodeSide(side: Side, scenario: Scenario): void {
  if (side.failure !== undefined) return;
  try {
    side.decode();
  } catch (error) {
    fail(side, scenario, error);
  }
}

function fail(side: Side, { range }: Scenario, error: unknown): void {
  side.failure = new SideFailure(side.name, error);
  side.record.begin(range.start, range.asks.length);
}

/**
 * Reads the output of a run that did not, for an experiment.
 * @throws SideFailure if the side threw.
 */
export function decodeOrThrow(side: Side): void {
  try {
    side.decode();
  } catch (error) {
    throw new SideFailure(side.name, error);
  }
}

/**
 * As {@link runSide}, for an experiment, which has no result then.
 * @throws SideFailure if the side threw.
 */
export function runOrThrow(side: Side, scenario: Scenario, decodes = true): void {
  runSide(side, scenario, decodes);
  if (side.failure !== undefined) throw side.failure;
}

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
