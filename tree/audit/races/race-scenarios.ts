// SPDX-License-Identifier: GPL-2.0-or-later
import { kindOf } from '../../../mm/entry';
import type { Scenario } from '../../../oracle/scenario/scenario';
import { familiesOf } from '../../../oracle/scope/scopes';

/** The entries of how many scenarios change within walks. */
export const RACE_EXTENTS = ['none', 'sample', 'all'] as const;
export type RaceExtent = (typeof RACE_EXTENTS)[number];

/** Every so-manyth scenario; a prime, so that it goes through the choices of each family. */
const RACE_STRIDE = 97;

const FAMILIES = familiesOf(1).filter(({ ownFormats }) => !ownFormats);

/**
 * The scenarios whose entries change within walks: of scope 1, without those that only vary the format.
 * A sample has each kind of entry in each kind of VMA with each request once.
 */
export function* raceScenarios(extent: RaceExtent): Generator<Scenario> {
  if (extent === 'none') return;
  const met = new Set<string>();
  let skip = 0;
  for (const family of FAMILIES) {
    for (; skip < family.size; skip += RACE_STRIDE) {
      const scenario = family.scenario(skip);
      if (extent === 'all' || isFirstOfItsKind(scenario, met)) yield scenario;
    }
    skip -= family.size;
  }
}

/** How many scenarios {@link raceScenarios} has. */
export function countRaceScenarios(extent: RaceExtent): number {
  let count = 0;
  for (const _ of raceScenarios(extent)) count++;
  return count;
}

/** Whether a scenario has an entry that none had before in such a VMA, with such requests. */
function isFirstOfItsKind({ mm, range }: Scenario, met: Set<string>): boolean {
  const backings = new Set(mm.vmas.map(({ backing }) => backing.kind));
  const asked = range.asks.reduce((all, ask) => all | (ask & range.mask), range.defaults);
  const sizeBefore = met.size;
  for (const { level, high } of mm.entries) {
    met.add([level, kindOf(high), asked, ...backings].join(' '));
  }
  return met.size > sizeBefore;
}
