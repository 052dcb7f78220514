// SPDX-License-Identifier: GPL-2.0-or-later
import type { CauseCount } from '../campaign/cause-tally';
import { Judge, type SidePair, showsOnlyKnown } from '../campaign/judge';
import { type Counting, JudgeByClass } from '../campaign/judge-by-class';
import { type SideCounts, SideTally } from '../campaign/side-counts';
import { Tally } from '../campaign/tally';
import { CLAUSES } from '../contract/registry';
import { Runner } from '../run/runner';
import { isModel, type SideName } from '../run/side-names';
import { eachToldAhead, forEachToldAhead } from '../run/told-ahead';
import type { Scenario } from '../scenario/scenario';
import { type CallClasses, membersOf } from './call-classes';
import type { Family } from './family';
import { familyNamed } from './scopes';

/** Numbers `first` to `stop - 1`. */
export interface Span {
  readonly first: number;
  readonly stop: number;
}

/** A part of a family, for one thread. */
interface Shard extends Span {
  readonly sides: readonly SideName[];
  /** The sides to compare, if not neighbours. */
  readonly pairs?: readonly SidePair[] | undefined;
  readonly family: string;
  /** Whether a call may stand for the others of its class, which are not run then. */
  readonly byClass?: boolean;
}

/** What a shard came to, in a form that threads can exchange. */
export interface ShardResult {
  readonly family: string;
  readonly scenarios: number;
  /** How many of them were not run: another call of their class stands for them. */
  readonly stoodFor: number;
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
 * @param goesOn is asked after each scenario of sides in another process, which may take long; what was judged until it
 *   says no counts.
 */
export async function runShard(
  { sides, pairs, family: name, first, stop, byClass = false }: Shard,
  judge = new Judge(Runner.of(sides), CLAUSES, pairs),
  goesOn = async (): Promise<boolean> => true,
): Promise<ShardResult> {
  const family = keptFamily(name);
  const tally = new Tally(judge, false);
  const counts = new SideTally(judge);
  // What is no model looks at whatever it likes.
  const isByClass = byClass && judge.runner.names.every(isModel);
  const classes = isByClass ? family.classes() : undefined;
  const counting: Counting = {
    count(judgement, scenario, index) {
      tally.count(judgement, scenario, index);
      counts.add(judgement);
    },
    countAgain(judgement, times) {
      tally.countAgain(judgement, times);
      counts.add(judgement, times);
    },
  };
  const part = { first, stop };
  const stoodFor = await judgeFamily(family, classes, part, judge, counting, goesOn);
  const fresh = tally.newCauses();
  return {
    family: name,
    scenarios: tally.scenarios,
    stoodFor,
    compared: tally.compared,
    known: tally.known,
    incomparable: tally.incomparable,
    counts: { pairs: counts.pairs, sides: counts.sides },
    // A scenario is identified by its number; threads exchange no scenarios.
    fresh: fresh.map(({ scenario: _, ...cause }) => cause),
  };
}

/**
 * A family gives the same whatever it was asked before, and making one takes as long as judging hundreds of
 * its scenarios: a thread makes each once, not for each of its shards.
 */
function keptFamily(name: string): Family {
  const family = KEPT.get(name) ?? familyNamed(name);
  KEPT.set(name, family);
  return family;
}

const KEPT = new Map<string, Family>();

/**
 * Judges the numbers of a span of a family, address space by address space.
 * @param classes undefined if every call is to be run.
 * @returns how many were not run.
 */
async function judgeFamily(
  family: Family,
  classes: CallClasses | undefined,
  { first, stop }: Span,
  judge: Judge,
  counting: Counting,
  goesOn: () => Promise<boolean>,
): Promise<number> {
  const byClass = new JudgeByClass(judge, counting);
  const calls = classes?.calls ?? family.size;
  const made = (number: number): Scenario => family.scenario(number);
  let stoodFor = 0;
  const stopped = (): number => {
    byClass.finish();
    return stoodFor;
  };
  for (let number = first; number < stop; ) {
    const space = Math.floor(number / calls);
    const end = Math.min((space + 1) * calls, stop);
    if (classes !== undefined && !classes.runsEvery(space)) {
      stoodFor += judgeClasses(family, classes, { first: number, stop: end }, judge, counting);
      number = end;
    }
    const span = { first: number, stop: end };
    if (judge.runner.looksAhead) {
      for (const scenario of eachToldAhead(judge.runner, span, made)) {
        byClass.add(scenario, number++);
        if (!(await goesOn())) return stopped();
      }
    } else {
      forEachToldAhead(judge.runner, span, made, (scenario, index) => {
        byClass.add(scenario, index);
      });
    }
    number = end;
  }
  return stopped();
}

/**
 * Judges one call of each class in a part of an address space; each call of a class that shows something new.
 * @returns how many were not run.
 */
function judgeClasses(
  family: Family,
  classes: CallClasses,
  { first, stop }: Span,
  judge: Judge,
  counting: Counting,
): number {
  let stoodFor = 0;
  for (const { chosen, count, all } of membersOf(classes, first, stop)) {
    const scenario = family.scenario(chosen);
    const judgement = judge.judge(scenario);
    if (showsOnlyKnown(judgement)) {
      counting.count(judgement, scenario, chosen);
      if (count > 1) counting.countAgain(judgement, count - 1);
      stoodFor += count - 1;
      continue;
    }
    for (const number of all()) {
      const member = family.scenario(number);
      counting.count(judge.judge(member), member, number);
    }
  }
  return stoodFor;
}
