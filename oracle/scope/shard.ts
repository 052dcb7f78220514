// SPDX-License-Identifier: GPL-2.0-or-later
import type { CauseCount } from '../campaign/cause-tally';
import { Judge } from '../campaign/judge';
import { Tally } from '../campaign/tally';
import { Runner } from '../run/runner';
import type { SideName } from '../run/side';
import { familyNamed } from './scopes';

/** A part of a family, for one thread: numbers `first` to `stop - 1`. */
export interface Shard {
  readonly sides: readonly SideName[];
  readonly family: string;
  readonly first: number;
  readonly stop: number;
}

/** What a shard came to, in a form that threads can exchange. */
export interface ShardResult {
  readonly family: string;
  readonly scenarios: number;
  /** Comparisons of two sides that could be made. */
  readonly compared: number;
  readonly known: ReadonlyMap<string, number>;
  readonly incomparable: ReadonlyMap<string, number>;
  readonly fresh: readonly CauseCount[];
}

/** One judge a set of sides and thread; the next shard uses it again. */
const judges = new Map<string, Judge>();

/** Judges every scenario of a shard. */
export function runShard({ sides, family: name, first, stop }: Shard): ShardResult {
  const key = sides.join();
  const judge = judges.get(key) ?? new Judge(Runner.of(sides));
  judges.set(key, judge);
  const family = familyNamed(name);
  const tally = new Tally(judge);
  for (let number = first; number < stop; number++) tally.add(family.scenario(number), number);
  return {
    family: name,
    scenarios: tally.scenarios,
    compared: tally.compared,
    known: tally.known,
    incomparable: tally.incomparable,
    // A scenario is told by its number; threads exchange no scenarios.
    fresh: tally.newCauses().map(({ scenario: _, ...cause }) => cause),
  };
}
