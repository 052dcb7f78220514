// SPDX-License-Identifier: GPL-2.0-or-later
import type { Scenario } from '../scenario/scenario';
import { hasUnlockedCall, type SideName } from './side-names';

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
