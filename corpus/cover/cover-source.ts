// SPDX-License-Identifier: GPL-2.0-or-later
import type { RangeFaultProfile } from '../../oracle/generate/profiles';
import type { Scenario } from '../../oracle/scenario/scenario';
import type { FixtureMaker } from '../fixture';
import { inFormat, type OwnFormat } from '../own-format';
import type { FoundFixture } from '../random-source';
import { coverOf } from './cover';
import { Goals } from './goals';
import { candidatePool } from './pool';
import { type CountedCode, WayGoals } from './way-goals';

/** How many scenarios are candidates, beside minimal ones and those of files. */
const MADE = { scope: 1, random: 100_000 } as const;

/** How much a covering corpus reaches: all that there is, or of code all that any candidate does. */
export type CoverCounts =
  | {
      readonly of: 'tables';
      readonly cells: number;
      readonly causes: number;
      /** Causes beside these that scenarios in the corpus' own format do not show; 0 without one. */
      readonly otherFormats: number;
    }
  | {
      readonly of: 'code';
      /** Lines, and ways from them, that are reached. */
      readonly reached: number;
      /** How many scenarios were looked at. */
      readonly tried: number;
    };

/** Thrown if no candidate reaches some cell or cause: a corpus without it covers nothing. */
export class CoverIncomplete extends Error {
  constructor(readonly missing: readonly string[]) {
    super(
      `no candidate reaches ${missing.join(', ')}; nothing was written. Take another --seed or --profile.`,
    );
    this.name = 'CoverIncomplete';
    this.stack = `${this.name}: ${this.message}`;
  }
}

/** Which scenarios a covering corpus is chosen from, and what it covers. */
interface CoverOptions {
  readonly seed: number;
  readonly profile: RangeFaultProfile;
  readonly vectors: readonly string[];
  readonly legacy?: OwnFormat | undefined;
  /** Code whose lines and ways are covered, in the place of tables and causes. */
  readonly code?: CountedCode | undefined;
}

/**
 * The smallest corpus that was found to reach every cell of each side's coverage table and every
 * known cause that can show on these sides; or every way of code that any candidate takes.
 *
 * @param found is called with how much that is, before the first fixture.
 * @throws CoverIncomplete if something is not reached.
 */
export async function* coverFixtures(
  maker: FixtureMaker,
  options: CoverOptions,
  found: (counts: CoverCounts) => void,
  signal: AbortSignal,
): AsyncGenerator<FoundFixture> {
  const { scenarios, counts } =
    options.code === undefined
      ? await coverTables(maker, options, signal)
      : await coverCode(maker, options, options.code, signal);
  found(counts);
  const digits = String(scenarios.length).length;
  for (const [index, scenario] of scenarios.entries()) {
    const id = `cover-${String(index + 1).padStart(digits, '0')}`;
    const fixture = maker.make({ ...inFormat(scenario, options.legacy), id });
    yield { fixture, features: maker.featuresOf(fixture) };
  }
}

interface Covered {
  readonly scenarios: readonly Scenario[];
  readonly counts: CoverCounts;
}

async function coverTables(
  maker: FixtureMaker,
  options: CoverOptions,
  signal: AbortSignal,
): Promise<Covered> {
  const goals = new Goals(maker, options.legacy);
  const pool = await candidatePool(goals, { ...options, ...MADE }, signal);
  const { scenarios, missing } = await coverOf(goals, pool, signal);
  if (missing.length > 0) throw new CoverIncomplete(missing);
  const { cells, names, otherFormats } = goals;
  const counts = { of: 'tables', cells, causes: names.length - cells, otherFormats } as const;
  return { scenarios, counts };
}

async function coverCode(
  maker: FixtureMaker,
  options: CoverOptions,
  code: CountedCode,
  signal: AbortSignal,
): Promise<Covered> {
  const goals = new WayGoals(maker, code, options.legacy);
  const { candidates, tried } = await goals.candidates({ ...options, ...MADE }, signal);
  const { scenarios } = await coverOf(goals, candidates, signal);
  if (scenarios.length === 0) throw new CoverIncomplete(['a line of the tree']);
  const missing = goals.missedBy(scenarios);
  if (missing.length > 0) throw new Error(`the corpus was to reach ${missing.join(', ')}`);
  return { scenarios, counts: { of: 'code', reached: goals.names.length, tried } };
}
