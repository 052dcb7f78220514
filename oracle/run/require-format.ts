// SPDX-License-Identifier: GPL-2.0-or-later
import { type Place, refuse } from '../scenario/input-error';
import type { Scenario } from '../scenario/scenario';
import { isModern, type SideName } from './side';

/**
 * Refuses a scenario without a customizable format for sides that have one. To be called by whoever
 * hands a scenario that was read to sides that somebody chose.
 *
 * @param place where the scenario stands.
 * @throws InputError for the field `legacy`.
 */
export function requireFormat(
  { format }: Scenario,
  sides: readonly SideName[],
  place: Place,
): void {
  if (format !== undefined) return;
  const needing = sides.filter((side) => !isModern(side));
  if (needing.length === 0) return;
  const verb = needing.length === 1 ? 'runs' : 'run';
  const expected = `a legacy format, as ${needing.join(' and ')} ${verb} with one (modern sides run without)`;
  refuse(place, { field: 'legacy', expected, got: undefined });
}
