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
  const names = lacking.map((side) => `${side} (${releaseText(side)})`).join(', ');
  return (
    `none, which is hmm_range_fault(): ${names} ${lacking.length === 1 ? 'has' : 'have'} no ` +
    `hmm_range_fault_unlocked_timeout(), which is there since ${UNLOCKED_CALL_SINCE}`
  );
}

function releaseText(side: SideName): string {
  return isModern(side) ? `release ${kernelOf(side)}` : 'up to release 5.7';
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
  const names = lacking.map((side) => `${side} (${releaseText(side)})`).join(', ');
  throw new ArgumentError(
    `profile unlocked: expected sides with hmm_range_fault_unlocked_timeout(), which is there since ` +
      `${UNLOCKED_CALL_SINCE}, got ${names}`,
  );
}
