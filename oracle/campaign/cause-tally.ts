// SPDX-License-Identifier: GPL-2.0-or-later
import { ORIGIN_NAMES, type OriginName } from '../compare/origin';
import { CLAUSES } from '../contract/registry';
import { SIDE_NAMES, type SideName } from '../run/side-names';
import type { Scenario } from '../scenario/scenario';
import type { DecisionName } from './decision';
import type { CauseKind, NewCauseShown } from './new-causes';

/** What a cause shows itself as, in how many scenarios. */
export interface CauseDetail {
  readonly detail: string;
  readonly count: number;
}

/** What was counted of one cause, in a form that threads can exchange. */
export interface CauseCount {
  readonly cause: string;
  readonly kind: CauseKind;
  readonly decision: DecisionName | null;
  /** The id of the promise that is broken; null if the cause is no broken promise. */
  readonly broken: string | null;
  /** How many scenarios showed it. */
  readonly count: number;
  /** The number of the first one in its source. */
  readonly index: number;
  /** Where it showed and what each side did there, the most frequent first. */
  readonly details: readonly CauseDetail[];
  /** The entries at which it showed. */
  readonly met: readonly OriginName[];
  readonly sides: readonly SideName[];
  /** Promises that were broken by scenarios that showed it. */
  readonly alsoBreaks: readonly string[];
}

/** A cause and the first scenario that showed it. */
export interface NewCause extends CauseCount {
  readonly scenario: Scenario;
}

/** Counts causes over many scenarios. */
export class CauseTally {
  private readonly causes = new Map<string, Growing>();

  /** Adds what one scenario shows. */
  add(shown: NewCauseShown, scenario: Scenario, index: number): void {
    let growing = this.causes.get(shown.cause);
    if (growing === undefined) {
      growing = new Growing(shown, scenario, index);
      this.causes.set(shown.cause, growing);
    }
    growing.add(shown);
  }

  /** All causes; those first that others can be consequences of, then the most frequent ones. */
  list(): readonly NewCause[] {
    return [...this.causes.values()].map((growing) => growing.cause()).sort(byRank);
  }
}

type Ranked = Pick<CauseCount, 'cause' | 'kind' | 'count'>;

/** The order in which causes are shown; no two causes of a run are alike in it. */
export function byRank(one: Ranked, other: Ranked): number {
  return (
    RANKS[one.kind] - RANKS[other.kind] ||
    weight(other) - weight(one) ||
    inOrder(one.cause, other.cause)
  );
}

function inOrder(one: string, other: string): number {
  if (one === other) return 0;
  return one < other ? -1 : 1;
}

const RANKS: Readonly<Record<CauseKind, number>> = {
  side: 0,
  decision: 1,
  promise: 1,
  unsteady: 2,
};

/**
 * What both formats decide wrongly alike is seen by promises; where they then differ in a few
 * scenarios, that is its consequence. Otherwise promises are broken as a consequence of decisions.
 */
const OUTNUMBERS = 3;

function weight({ kind, count }: Pick<CauseCount, 'kind' | 'count'>): number {
  return kind === 'promise' ? count / OUTNUMBERS : count;
}

/**
 * Adds up what two sources counted of one cause. What is counted is the same in whatever order it is
 * added up; all else is that of the first.
 */
export function joinCauses<Cause extends Countable>(one: Cause, other: Countable): Cause {
  const details = new Map(one.details.map(({ detail, count }) => [detail, count]));
  for (const { detail, count } of other.details) {
    details.set(detail, (details.get(detail) ?? 0) + count);
  }
  return {
    ...one,
    count: one.count + other.count,
    details: detailList(details),
    met: ordered(ORIGIN_NAMES, [...one.met, ...other.met]),
    sides: ordered(SIDE_NAMES, [...one.sides, ...other.sides]),
    alsoBreaks: ordered(CLAUSE_IDS, [...one.alsoBreaks, ...other.alsoBreaks]),
  };
}

/** What is counted of a cause. */
type Countable = Omit<CauseCount, 'index'>;

const CLAUSE_IDS: readonly string[] = CLAUSES.map(({ id }) => id);

/** Those that are found, once, in the order of all. */
function ordered<Item>(all: readonly Item[], found: Iterable<Item>): readonly Item[] {
  const set = new Set(found);
  return all.filter((item) => set.has(item));
}

function detailList(counts: ReadonlyMap<string, number>): readonly CauseDetail[] {
  return [...counts]
    .map(([detail, count]) => ({ detail, count }))
    .sort((one, other) => other.count - one.count || inOrder(one.detail, other.detail));
}

class Growing {
  private count = 0;
  private readonly details = new Map<string, number>();
  private readonly met = new Set<OriginName>();
  private readonly sides = new Set<SideName>();
  private readonly alsoBreaks = new Set<string>();

  constructor(
    private readonly first: NewCauseShown,
    private readonly scenario: Scenario,
    private readonly index: number,
  ) {}

  add({ detail, met, sides, alsoBreaks }: NewCauseShown): void {
    this.count++;
    this.details.set(detail, (this.details.get(detail) ?? 0) + 1);
    if (met !== null) this.met.add(met);
    for (const { name } of sides) this.sides.add(name);
    for (const id of alsoBreaks) this.alsoBreaks.add(id);
  }

  cause(): NewCause {
    const { cause, kind, decision, broken } = this.first;
    return {
      ...{
        cause,
        kind,
        decision,
        broken,
        scenario: this.scenario,
        index: this.index,
        count: this.count,
      },
      details: detailList(this.details),
      met: ordered(ORIGIN_NAMES, this.met),
      sides: ordered(SIDE_NAMES, this.sides),
      alsoBreaks: ordered(CLAUSE_IDS, this.alsoBreaks),
    };
  }
}
