// SPDX-License-Identifier: GPL-2.0-or-later
import { isDeepStrictEqual } from 'node:util';
import { generateScenario } from '../../oracle/generate/generate';
import type { Profile } from '../../oracle/generate/profiles';
import { Random } from '../../oracle/generate/random';
import { readScenario } from '../../oracle/scenario/read';
import type { Scenario } from '../../oracle/scenario/scenario';
import { writeScenario } from '../../oracle/scenario/write';

const PLACE = { file: 'generated' };

/** Scenarios 0 to `count - 1` of a campaign. */
export function* campaign(seed: number, profile: Profile, count: number): Iterable<Scenario> {
  for (let index = 0; index < count; index++) {
    yield generateScenario(new Random(seed, index), profile);
  }
}

/**
 * Whether a scenario is one that a document can hold: the reader accepts what the writer makes of
 * it, and gives the same scenario back.
 * @throws InputError with what the reader refuses.
 */
export function survivesDocument(scenario: Scenario): boolean {
  return isDeepStrictEqual(readScenario(writeScenario(scenario), PLACE), scenario);
}
