// SPDX-License-Identifier: GPL-2.0-or-later

/**
 * Random address spaces and requests: for fast-check, or by seed and number; random words and
 * formats for fast-check.
 *
 * @module generate
 */
import type * as fc from 'fast-check';
import { scenarioArbitrary as internalArbitrary } from '../oracle/generate/arbitrary';
import { ANYTHING, type Choices } from '../oracle/generate/choices';
import type { ConstraintsWithoutFormat, ScenarioConstraints } from '../oracle/generate/constraints';
import { generateScenario as generate } from '../oracle/generate/generate';
import { PROFILES, type Profile } from '../oracle/generate/profiles';
import { Random } from '../oracle/generate/random';
import { readConstraints } from '../oracle/generate/read-constraints';
import { ArgumentError } from '../oracle/scenario/argument-error';
import type { ScenarioDocument, ScenarioWithFormat } from '../oracle/scenario/document';
import { readScenario } from '../oracle/scenario/read';
import { writeScenario } from '../oracle/scenario/write';

export type {
  ConstraintsWithoutFormat,
  FormatChoice,
  ScenarioConstraints,
} from '../oracle/generate/constraints';
export type { EntryName } from '../oracle/generate/entry-names';
export type { FormatName } from '../oracle/generate/format-choice';
export { PROFILES, type Profile } from '../oracle/generate/profiles';
export type { LegacyWordState, ModernWordState } from '../oracle/generate/word-arbitraries';
export {
  type FormatConstraints,
  formatArbitrary,
  type LegacyWordConstraints,
  legacyWordArbitrary,
  type ModernWordConstraints,
  modernWordArbitrary,
} from './generate-words';

const PLACE = { file: 'scenario' };
const random = new Random(0, 0);

/**
 * Random scenarios for fast-check. They are written in canonical form, obey every rule that readers
 * check, and shrink to simpler address spaces and requests, not to shorter texts.
 *
 * @param profile how large the ranges are: `small` 1 to 16 pages, `huge` up to 2048 and rarely some
 *   10,000, `mixed`, the default, both; now and then a range is empty or reversed.
 * @param constraints what they are restricted to; so is all that they shrink to.
 * @throws RangeError for another profile.
 * @throws InputError for the first constraint that is wrong: `scenarioArbitrary: maxPages: expected
 *   …, got …`; and for constraints that no scenario keeps.
 */
export function scenarioArbitrary(
  profile?: Profile,
  constraints?: ScenarioConstraints,
): fc.Arbitrary<ScenarioWithFormat>;
/**
 * Random scenarios of the profile `mixed` with constraints.
 *
 * @throws InputError for the first constraint that is wrong.
 */
export function scenarioArbitrary(
  constraints: ScenarioConstraints,
): fc.Arbitrary<ScenarioWithFormat>;
/**
 * Random scenarios without a customizable format, for sides with the fixed one.
 *
 * @throws RangeError for another profile.
 * @throws InputError for the first constraint that is wrong.
 */
export function scenarioArbitrary(
  profile: Profile,
  constraints: ConstraintsWithoutFormat,
): fc.Arbitrary<ScenarioDocument>;
/**
 * Random scenarios of the profile `mixed` without a customizable format.
 *
 * @throws InputError for the first constraint that is wrong.
 */
export function scenarioArbitrary(
  constraints: ConstraintsWithoutFormat,
): fc.Arbitrary<ScenarioDocument>;
export function scenarioArbitrary(
  first: Profile | AnyConstraints = 'mixed',
  second?: AnyConstraints,
): fc.Arbitrary<ScenarioDocument> {
  const [profile, constraints] = argumentsOf(first, second);
  const choices = choicesFor(profile, constraints, 'scenarioArbitrary');
  return internalArbitrary(profile, choices).map(writeScenario, (value) =>
    readScenario(value, PLACE),
  );
}

/**
 * The scenario of this number in the campaign of a seed: the same on every machine, whatever was
 * made before it. `hmm-pfn check` runs the numbers from 0 on.
 *
 * @param seed an integer from 0 up, below 2^53.
 * @param number an integer from 0 up, below 2^53.
 * @param profile how large the range is: `small` 1 to 16 pages, `huge` up to 2048 and
 *   rarely some 10,000, `mixed` either.
 * @throws RangeError for another seed, number or profile.
 */
export function generateScenario(
  seed: number,
  number: number,
  profile: Profile = 'mixed',
): ScenarioWithFormat {
  random.restart(count('seed', seed), count('number', number));
  return { ...writeScenario(generate(random, checked(profile))), id: `${seed}-${number}` };
}

type AnyConstraints = ScenarioConstraints | ConstraintsWithoutFormat;

function argumentsOf(
  first: Profile | AnyConstraints,
  second: AnyConstraints | undefined,
): readonly [Profile, AnyConstraints | undefined] {
  if (typeof first === 'object' && second === undefined) return ['mixed', first];
  return [checked(first), second];
}

function choicesFor(
  profile: Profile,
  constraints: AnyConstraints | undefined,
  file: string,
): Choices {
  return constraints === undefined ? ANYTHING : readConstraints(constraints, profile, { file });
}

function count(name: string, value: number): number {
  if (Number.isSafeInteger(value) && value >= 0) return value;
  throw new ArgumentError(`"${name}" expected an integer from 0 to 2^53 - 1, got ${value}`);
}

function checked(profile: unknown): Profile {
  const known = PROFILES.find((one) => one === profile);
  if (known !== undefined) return known;
  throw new ArgumentError(`"profile" expected one of ${PROFILES.join(' ')}, got ${profile}`);
}
