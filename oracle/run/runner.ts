// SPDX-License-Identifier: GPL-2.0-or-later
import { AddressSpace } from '../../mm/address-space';
import { UNLOCKED_CALL_SINCE } from '../../modern/revision';
import { Interrupted } from '../child/interrupted';
import { ArgumentError } from '../scenario/argument-error';
import { type Place, refuse } from '../scenario/input-error';
import { type Scenario, unfollowed } from '../scenario/scenario';
import { LegacySide, ModernSide } from './model-sides';
import type { Side } from './side';
import { SideFailure } from './side-failure';
import {
  allSideNames,
  type GivenName,
  hasUnlockedCall,
  isModel,
  isModern,
  kernelOf,
  MODERN_NAMES,
  SIDE_NAMES,
  type SideName,
} from './side-names';

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

/**
 * Refuses a scenario without a customizable format for sides that have one, one with a call that
 * sides do not have, and for models one that none of them follows. To be called by whoever hands a
 * scenario that was read to sides that somebody chose.
 *
 * @param place where the scenario stands.
 * @throws InputError for the field `legacy`, `call`, `events` or `mm.entries`.
 */
export function requireFormat(scenario: Scenario, sides: readonly SideName[], place: Place): void {
  const { format, mm } = scenario;
  requireCall(scenario, sides, place);
  const beyond = unfollowed(mm);
  const models = beyond === undefined ? [] : SIDE_NAMES.filter((name) => sides.includes(name));
  if (beyond !== undefined && models.length > 0) {
    const { field, got } = beyond;
    const expected = `${beyond.expected}, as ${models.join(' and ')} cannot ${beyond.cannot} (only kernel trees can)`;
    refuse(place, { field, expected, got });
  }
  if (format !== undefined) return;
  const needing = sides.filter((side) => !isModern(side));
  if (needing.length === 0) return;
  const verb = needing.length === 1 ? 'runs' : 'run';
  const expected = `a legacy format, as ${needing.join(' and ')} ${verb} with one (modern sides run without)`;
  refuse(place, { field: 'legacy', expected, got: undefined });
}

/**
 * Refuses a call of `hmm_range_fault_unlocked_timeout()` for sides whose release does not have it.
 *
 * @param place where the scenario stands.
 * @throws InputError for the field `call`.
 */
function requireCall({ range }: Scenario, sides: readonly SideName[], place: Place): void {
  if (range.call === undefined) return;
  const lacking = sides.filter((side) => !hasUnlockedCall(side));
  if (lacking.length > 0) {
    refuse(place, { field: 'call', expected: callExpected(lacking), got: 'unlocked' });
  }
}

/** What is expected of a call, or of what makes such calls, for sides that lack this one. */
function callExpected(lacking: readonly SideName[]): string {
  return (
    `none, which is hmm_range_fault(): ${sidesText(lacking)} ${lacking.length === 1 ? 'has' : 'have'} no ` +
    CALL_TEXT
  );
}

const CALL_TEXT = `hmm_range_fault_unlocked_timeout(), which is there since ${UNLOCKED_CALL_SINCE}`;

/** Sides with their releases: `modern (release 5.8), v5.7 (up to release 5.7)`. */
function sidesText(sides: readonly SideName[]): string {
  const release = (side: SideName): string =>
    isModern(side) ? `release ${kernelOf(side)}` : 'up to release 5.7';
  return sides.map((side) => `${side} (${release(side)})`).join(', ');
}

/**
 * Refuses random scenarios with such calls for sides that do not have it.
 *
 * @param profile of the scenarios.
 * @throws ArgumentError for the profile `unlocked`.
 */
export function requireProfile(profile: string, sides: readonly SideName[]): void {
  if (profile !== 'unlocked') return;
  const lacking = sides.filter((side) => !hasUnlockedCall(side));
  if (lacking.length === 0) return;
  throw new ArgumentError(
    `profile unlocked: expected sides with ${CALL_TEXT}, got ${sidesText(lacking)}`,
  );
}
