// SPDX-License-Identifier: GPL-2.0-or-later
import { type Place, refuse } from '../scenario/input-error';
import type { Scenario } from '../scenario/scenario';
import { requireCall } from './require-call';
import { isModern, type SideName } from './side';

/**
 * Refuses a scenario without a customizable format for sides that have one, and one with a call that
 * sides do not have. To be called by whoever hands a scenario that was read to sides that somebody chose.
 *
 * @param place where the scenario stands.
 * @throws InputError for the field `legacy` or `call`.
 */
export function requireFormat(scenario: Scenario, sides: readonly SideName[], place: Place): void {
  requireCall(scenario, sides, place);
  if (scenario.format !== undefined) return;
  const needing = sides.filter((side) => !isModern(side));
  if (needing.length === 0) return;
  const verb = needing.length === 1 ? 'runs' : 'run';
  const expected = `a legacy format, as ${needing.join(' and ')} ${verb} with one (modern sides run without)`;
  refuse(place, { field: 'legacy', expected, got: undefined });
}
