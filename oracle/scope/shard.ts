// SPDX-License-Identifier: GPL-2.0-or-later
import type { CauseCount } from '../campaign/cause-tally';
import { Judge, type SidePair } from '../campaign/judge';
import { JudgeByClass } from '../campaign/judge-by-class';
import { type SideCounts, SideTally } from '../campaign/side-counts';
import { Tally } from '../campaign/tally';
import { CLAUSES } from '../contract/registry';
import { Runner } from '../run/runner';
import type { SideName } from '../run/side';
import { familyNamed } from './scopes';

/** A part of a family, for one thread: numbers `first` to `stop - 1`. */
export interface Shard {
  readonly sides: readonly SideName[];
  /** The sides to compare, if not neighbours. */
  readonly pairs?: readonly SidePair[] | undefined;
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
  /** The same apart for each pair of sides and for each side. */
  readonly counts: SideCounts;
  readonly fresh: readonly CauseCount[];
}

/**
 * Judges every scenario of a shard.
 *
 * @param judge of the shard's sides; they are made anew if it is not given.
 */
export function runShard(
  { sides, pairs, family: name, first, stop }: Shard,
  judge = new Judge(Runner.of(sides), CLAUSES, pairs),
): ShardResult {
  const family = familyNamed(name);
  const tally = new Tally(judge, false);
  const counts = new SideTally(judge);
  const classes = new JudgeByClass(judge, {
    count(judgement, scenario, index) {
      tally.count(judgement, scenario, index);
      counts.add(judgement);
    },
    countAgain(judgement, times) {
      tally.countAgain(judgement, times);
      counts.add(judgement, times);
    },
  });
  for (let number = first; number < stop; number++) classes.add(family.scenario(number), number);
  classes.finish();
  const fresh = tally.newCauses();
  return {
    family: name,
    scenarios: tally.scenarios,
    compared: tally.compared,
    known: tally.known,
    incomparable: tally.incomparable,
    counts: { pairs: counts.pairs, sides: counts.sides },
    // A scenario is told by its number; threads exchange no scenarios.
    fresh: fresh.map(({ scenario: _, ...cause }) => cause),
  };
}
