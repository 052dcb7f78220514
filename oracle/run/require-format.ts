// SPDX-License-Identifier: GPL-2.0-or-later
import { type Place, refuse } from '../scenario/input-error';
import { unfollowed } from '../scenario/only-trees';
import type { Scenario } from '../scenario/scenario';
import { requireCall } from './require-call';
import { isModern, SIDE_NAMES, type SideName } from './side-names';

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
