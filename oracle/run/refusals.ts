// SPDX-License-Identifier: GPL-2.0-or-later
import { UNLOCKED_CALL_SINCE } from '../../modern/revision';
import { ArgumentError } from '../scenario/argument-error';
import { type Place, refuse } from '../scenario/input-error';
import type { Scenario } from '../scenario/scenario';
import { unfollowed } from '../scenario/scenario';
import { hasUnlockedCall, isModern, kernelOf, SIDE_NAMES, type SideName } from './side-names';

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
export function requireCall({ range }: Scenario, sides: readonly SideName[], place: Place): void {
  if (range.call === undefined) return;
  const lacking = sides.filter((side) => !hasUnlockedCall(side));
  if (lacking.length > 0) {
    refuse(place, { field: 'call', expected: callExpected(lacking), got: 'unlocked' });
  }
}

/** What is expected of a call, or of what makes such calls, for sides that lack this one. */
export function callExpected(lacking: readonly SideName[]): string {
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

/**
 * Whoever reads documents has refused these for the sides that cannot run them: a call that a side does
 * not have, and a change within a walk, as a model reads no entries one by one. Nothing passes for
 * another scenario.
 *
 * @throws Error if one comes here nevertheless.
 */
export function refuseForModels(name: SideName, { id, mm, range }: Scenario): void {
  if (range.call !== undefined && !hasUnlockedCall(name)) {
    throw new Error(`"scenario" expected one that calls hmm_range_fault(), got ${id} for ${name}`);
  }
  if (mm.readEvents.length > 0) {
    throw new RangeError(`"scenario" expected one without changes within a walk, got ${id}`);
  }
}
