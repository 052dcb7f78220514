// SPDX-License-Identifier: GPL-2.0-or-later
import type { CauseCount } from '../campaign/cause-tally';
import { Judge, type Judgement, type SidePair, showsOnlyKnown } from '../campaign/judge';
import { JudgeByClass } from '../campaign/judge-by-class';
import { type SideCounts, SideTally } from '../campaign/side-counts';
import { isRunAgain, Tally } from '../campaign/tally';
import { CLAUSES } from '../contract/registry';
import { Runner } from '../run/runner';
import { isModel, type SideName } from '../run/side-names';
import type { Scenario } from '../scenario/scenario';
import { type CallClasses, membersOf } from './call-classes';
import type { Family } from './family';
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
  judgeFamily(family, first, stop, judge, {
    one(judgement, scenario, number) {
      tally.count(judgement, scenario, number);
      counts.add(judgement);
    },
    more(judgement, times) {
      tally.countMore(judgement, times);
      counts.add(judgement, times);
    },
  });
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

/** Who counts what was judged. */
interface Taker {
  /** Is given a scenario that the sides have just run. */
  one(judgement: Judgement, scenario: Scenario, number: number): void;
  /** Is told for how many further scenarios that holds; it shows nothing new. */
  more(judgement: Judgement, times: number): void;
}

/** Judges the numbers `first` to `stop - 1` of a family, address space by address space. */
function judgeFamily(
  family: Family,
  first: number,
  stop: number,
  judge: Judge,
  taker: Taker,
): void {
  // What is no model looks at whatever it likes.
  const classes = judge.runner.names.every(isModel) ? family.classes() : undefined;
  if (classes === undefined) {
    judgeEvery(family, { first, stop }, judge, taker);
    return;
  }
  const calls = classes.of.length;
  for (let number = first; number < stop; ) {
    const space = Math.floor(number / calls);
    const part = { first: number, stop: Math.min((space + 1) * calls, stop) };
    if (classes.runsEvery(space)) judgeEvery(family, part, judge, taker);
    else judgeClasses(family, classes, part, judge, taker);
    number = part.stop;
  }
}

type Numbers = Pick<Shard, 'first' | 'stop'>;

/** Runs every scenario; what is judged of each class is counted together. */
function judgeEvery(family: Family, { first, stop }: Numbers, judge: Judge, taker: Taker): void {
  const byClass = new JudgeByClass(judge);
  const repeats = new Map<Judgement, number>();
  for (let number = first; number < stop; number++) {
    const scenario = family.scenario(number);
    const judgement = byClass.judge(scenario);
    const before = repeats.get(judgement);
    if (before === undefined) repeats.set(judgement, 0);
    if (before === undefined || isRunAgain(number)) taker.one(judgement, scenario, number);
    else repeats.set(judgement, before + 1);
  }
  for (const [judgement, times] of repeats) if (times > 0) taker.more(judgement, times);
}

/** Judges one call of each class in a part of an address space; each call of a class that shows something new. */
function judgeClasses(
  family: Family,
  classes: CallClasses,
  { first, stop }: Numbers,
  judge: Judge,
  taker: Taker,
): void {
  for (const members of membersOf(classes, first, stop)) {
    const scenario = family.scenario(members.first);
    const judgement = judge.judge(scenario);
    if (showsOnlyKnown(judgement)) {
      taker.one(judgement, scenario, members.first);
      if (members.count > 1) taker.more(judgement, members.count - 1);
      continue;
    }
    for (const number of members.all()) {
      const member = family.scenario(number);
      taker.one(judge.judge(member), member, number);
    }
  }
}
