// SPDX-License-Identifier: GPL-2.0-or-later
import { type Place, refuse } from '../scenario/input-error';
import type { Scenario } from '../scenario/scenario';
import { requireCall } from './require-call';
import { isModern, SIDE_NAMES, type SideName } from './side';

/**
 * Refuses a scenario without a customizable format for sides that have one, one with a call that
 * sides do not have, and one with changes within a walk for models. To be called by whoever hands a
 * scenario that was read to sides that somebody chose.
 *
 * @param place where the scenario stands.
 * @throws InputError for the field `legacy`, `call` or `events`.
 */
export function requireFormat(scenario: Scenario, sides: readonly SideName[], place: Place): void {
  const { format, mm } = scenario;
  requireCall(scenario, sides, place);
  const models = SIDE_NAMES.filter((name) => sides.includes(name));
  if (mm.readEvents.length > 0 && models.length > 0) {
    const expected = `events before walks only, as ${models.join(' and ')} cannot follow a change within one (only kernel trees can)`;
    refuse(place, { field: 'events', expected, got: `${mm.readEvents.length} with atRead` });
  }
  if (format !== undefined) return;
  const needing = sides.filter((side) => !isModern(side));
  if (needing.length === 0) return;
  const verb = needing.length === 1 ? 'runs' : 'run';
  const expected = `a legacy format, as ${needing.join(' and ')} ${verb} with one (modern sides run without)`;
  refuse(place, { field: 'legacy', expected, got: undefined });
}
