// SPDX-License-Identifier: GPL-2.0-or-later

import type * as fc from 'fast-check';
import { scenarioArbitrary as internalArbitrary } from '../oracle/generate/arbitrary';
import { generateScenario as generate, PROFILES, type Profile } from '../oracle/generate/generate';
import { Random } from '../oracle/generate/random';
/**
 * Random address spaces and requests: for fast-check, or by seed and number.
 *
 * @module generate
 */
import { ArgumentError } from '../oracle/scenario/argument-error';
import type { ScenarioDocument } from '../oracle/scenario/document';
import { readScenario } from '../oracle/scenario/read';
import { writeScenario } from '../oracle/scenario/write';

export { PROFILES, type Profile } from '../oracle/generate/generate';

const PLACE = { file: 'scenario' };
const random = new Random(0, 0);

/**
 * Random scenarios for fast-check. They are written in canonical form, obey every rule that readers
 * check, and shrink to simpler address spaces and requests, not to shorter texts.
 *
 * @param profile how large the ranges are: `small` 1 to 16 pages, `huge` up to 2048, `mixed` both.
 * @throws RangeError for another profile.
 */
export function scenarioArbitrary(profile: Profile = 'mixed'): fc.Arbitrary<ScenarioDocument> {
  return internalArbitrary(checked(profile)).map(writeScenario, (value) =>
    readScenario(value, PLACE),
  );
}

/**
 * The scenario of this number in the campaign of a seed: the same on every machine, whatever was
 * made before it. `hmm-pfn check` runs the numbers from 0 on.
 *
 * @param seed an integer from 0 up, below 2^53.
 * @param number an integer from 0 up, below 2^53.
 * @param profile how large the range is: `small` 1 to 16 pages, `huge` up to 2048, `mixed` either.
 * @throws RangeError for another seed, number or profile.
 */
export function generateScenario(
  seed: number,
  number: number,
  profile: Profile = 'mixed',
): ScenarioDocument {
  random.restart(count('seed', seed), count('number', number));
  return { ...writeScenario(generate(random, checked(profile))), id: `${seed}-${number}` };
}

function count(name: string, value: number): number {
  if (Number.isSafeInteger(value) && value >= 0) return value;
  throw new ArgumentError(`"${name}" expected an integer from 0 to 2^53 - 1, got ${value}`);
}

function checked(profile: Profile): Profile {
  if (PROFILES.includes(profile)) return profile;
  throw new ArgumentError(`"profile" expected one of ${PROFILES.join(' ')}, got ${profile}`);
}
