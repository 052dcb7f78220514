// SPDX-License-Identifier: GPL-2.0-or-later
import { UNLOCKED_CALL_SINCE } from '../../modern/revision';
import { ArgumentError } from '../scenario/argument-error';
import { type Place, refuse } from '../scenario/input-error';
import type { Scenario } from '../scenario/scenario';
import { hasUnlockedCall, isModern, kernelOf, type SideName } from './side-names';

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
