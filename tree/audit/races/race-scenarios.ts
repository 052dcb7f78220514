// SPDX-License-Identifier: GPL-2.0-or-later
import type { Scenario } from '../../../oracle/scenario/scenario';
import { familiesOf } from '../../../oracle/scope/scopes';

/** Every so-manyth scenario; a prime, so that it goes through the choices of each family. */
export const RACE_STRIDE = 97;

const FAMILIES = familiesOf(1).filter(({ ownFormats }) => !ownFormats);

/** How many scenarios {@link raceScenarios} has. */
export const RACE_SCENARIOS = Math.ceil(
  FAMILIES.reduce((sum, { size }) => sum + size, 0) / RACE_STRIDE,
);

/** The scenarios whose entries change within walks: of scope 1, without those that only vary the format. */
export function* raceScenarios(): Generator<Scenario> {
  let skip = 0;
  for (const family of FAMILIES) {
    for (; skip < family.size; skip += RACE_STRIDE) yield family.scenario(skip);
    skip -= family.size;
  }
}
