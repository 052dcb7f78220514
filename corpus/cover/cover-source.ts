// SPDX-License-Identifier: GPL-2.0-or-later
import type { RangeFaultProfile } from '../../oracle/generate/profiles';
import type { FixtureMaker } from '../fixture';
import type { OwnFormat } from '../own-format';
import type { FoundFixture } from '../random-source';
import { coverOf } from './cover';
import { Goals } from './goals';
import { candidatePool } from './pool';

/** How many random scenarios are candidates. */
const RANDOM = 100_000;

/** How much a covering corpus reaches: all that there is. */
export interface CoverCounts {
  readonly cells: number;
  readonly causes: number;
  /** Causes beside these that scenarios in the corpus' own format do not show; 0 without one. */
  readonly otherFormats: number;
}

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

/**
 * The smallest corpus that was found to reach every cell of each side's coverage table and every
 * known cause that can show on these sides.
 *
 * @param found is told how much that is, before the first fixture.
 * @throws CoverIncomplete if something is not reached.
 */
export async function* coverFixtures(
  maker: FixtureMaker,
  options: {
    readonly seed: number;
    readonly profile: RangeFaultProfile;
    readonly vectors: readonly string[];
    readonly legacy?: OwnFormat | undefined;
  },
  found: (counts: CoverCounts) => void,
  signal: AbortSignal,
): AsyncGenerator<FoundFixture> {
  const goals = new Goals(maker, options.legacy);
  const pool = await candidatePool(goals, { ...options, random: RANDOM }, signal);
  const { scenarios, missing } = await coverOf(goals, pool, signal);
  if (missing.length > 0) throw new CoverIncomplete(missing);
  const { cells, names, otherFormats } = goals;
  found({ cells, causes: names.length - cells, otherFormats });
  const digits = String(scenarios.length).length;
  for (const [index, scenario] of scenarios.entries()) {
    const id = `cover-${String(index + 1).padStart(digits, '0')}`;
    const fixture = maker.make({ ...goals.asWritten(scenario), id });
    yield { fixture, features: maker.featuresOf(fixture) };
  }
}
