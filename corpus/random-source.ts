// SPDX-License-Identifier: GPL-2.0-or-later
import { setImmediate } from 'node:timers/promises';
import { generateScenario } from '../oracle/generate/generate';
import type { RangeFaultProfile } from '../oracle/generate/profiles';
import { Random } from '../oracle/generate/random';
import { type Selection, selects } from './features/selection';
import type { Fixture, FixtureMaker } from './fixture';
import { inFormat, type OwnFormat } from './own-format';

/** Which random scenarios to take. */
interface RandomOptions {
  readonly seed: number;
  readonly profile: RangeFaultProfile;
  readonly count: number;
  readonly only: Selection;
  /** At most this many scenarios are examined. */
  readonly search: number;
  /** The format of all scenarios, in place of their own ones; their ids then end with its name. */
  readonly legacy?: OwnFormat | undefined;
}

/** A fixture and its features. */
export interface FoundFixture {
  readonly fixture: Fixture;
  readonly features: ReadonlySet<string>;
}

/** How many scenarios are run before the event loop (a signal, a slow file) gets a turn. */
const BATCH = 256;

/** How often each term of a selection held, among the scenarios that were looked at. */
export class TooRare extends Error {
  constructor(
    readonly options: RandomOptions,
    readonly found: number,
    readonly held: readonly number[],
    /** What became of the output. */
    readonly left = 'nothing was written',
  ) {
    super(tooRareText(options, found, held, left));
    this.name = 'TooRare';
    this.stack = `${this.name}: ${this.message}`;
  }
}

/**
 * The first `count` random scenarios of a seed that are selected, with ids that say how to make them
 * again: `generated-PROFILE-SEED-NUMBER`, in another format than the seed's with `-FORMAT`. Scenarios of which no side has a result are left out.
 *
 * @throws TooRare if there are not that many among those that may be examined.
 */
export async function* randomFixtures(
  maker: FixtureMaker,
  options: RandomOptions,
): AsyncGenerator<FoundFixture> {
  const { seed, profile, count, only, search, legacy } = options;
  const suffix = legacy === undefined ? '' : `-${legacy.name}`;
  const random = new Random(seed, 0);
  const held = only.terms.map(() => 0);
  let found = 0;
  for (let number = 0; found < count; number++) {
    if (number >= search) throw new TooRare(options, found, held);
    if (number % BATCH === BATCH - 1) await setImmediate();
    random.restart(seed, number);
    const id = `generated-${profile}-${seed}-${number}${suffix}`;
    const fixture = maker.make(inFormat({ ...generateScenario(random, profile), id }, legacy));
    const features = maker.featuresOf(fixture);
    for (const [index, term] of only.terms.entries()) {
      if (term.some((feature) => features.has(feature))) held[index] = (held[index] ?? 0) + 1;
    }
    if (fixture.sides.length === 0 || !selects(only, features)) continue;
    found++;
    yield { fixture, features };
  }
}

function tooRareText(
  { only, count, search, seed, profile }: RandomOptions,
  found: number,
  held: readonly number[],
  left: string,
): string {
  const names = only.terms.map((term) => term.join(','));
  const terms = names.map((name, index) => `  ${name}: ${held[index]}`);
  const wanted = names.length === 0 ? '' : ` with ${names.join(' and ')}`;
  return [
    `found ${found} of ${count} scenarios${wanted} ` +
      `among the first ${search} of seed ${seed}, profile ${profile}; ${left}. ` +
      'Take a smaller --count, a larger --search, or another --profile.',
    ...(terms.length > 1 ? ['Scenarios with each alone:', ...terms] : []),
  ].join('\n');
}
