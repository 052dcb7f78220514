// SPDX-License-Identifier: GPL-2.0-or-later

import { byRank, type CauseCount, joinCauses } from './cause-tally';
import type { DecisionName } from './decision';

/** A cause that is listed under another one, as its consequence. */
export interface FoldedCause {
  readonly cause: string;
  readonly count: number;
}

/** A cause, and those that are its consequences. */
export interface FoldedUnder<Cause extends CauseCount> {
  readonly cause: Cause;
  readonly folded: readonly FoldedCause[];
}

/** Adds up the causes of several sources; the first source that has one gives its scenario. */
export function sumOfCauses<Cause extends CauseCount>(causes: Iterable<Cause>): readonly Cause[] {
  const sums = new Map<string, Cause>();
  for (const one of causes) {
    const before = sums.get(one.cause);
    sums.set(one.cause, before === undefined ? one : joinCauses(before, one));
  }
  return [...sums.values()].sort(byRank);
}

/**
 * Puts what can be a consequence under the cause that it can come from, so that what is left is one
 * wrong line a cause, as far as can be determined. Nothing is dropped: what is folded is listed with it.
 */
export function foldCauses<Cause extends CauseCount>(
  causes: readonly Cause[],
): readonly FoldedUnder<Cause>[] {
  const heads: Head<Cause>[] = [];
  for (const cause of [...causes].sort(byRank)) {
    const head = heads.find((one) => isConsequence(cause, one));
    if (head === undefined) {
      heads.push({ cause, folded: [], breaks: new Set(promisesOf(cause)) });
      continue;
    }
    head.folded.push({ cause: cause.cause, count: cause.count });
    for (const id of promisesOf(cause)) head.breaks.add(id);
  }
  return heads.map(({ cause, folded }) => ({ cause, folded }));
}

interface Head<Cause extends CauseCount> {
  readonly cause: Cause;
  readonly folded: FoldedCause[];
  /** Promises that its scenarios break. */
  readonly breaks: Set<string>;
}

function isConsequence(cause: CauseCount, { cause: head, breaks }: Head<CauseCount>): boolean {
  if (head.kind === 'side' && cause.kind !== 'unsteady') {
    return cause.count * RARE <= head.count && areOfOneSide(cause, head);
  }
  switch (cause.kind) {
    case 'side':
    case 'unsteady':
      return false;
    case 'promise':
      return promisesOf(cause).some((id) => breaks.has(id)) || showsWhere(cause, head);
    case 'decision':
      if (isOfOneDecision(cause, head)) return true;
      // Where a walk resumes decides which entries it meets, and so does whether it takes output for input: what
      // follows from that shows at any of them.
      if (MOVES.includes(head.decision) && areOfOneSide(cause, head)) return outweighs(head, cause);
      if (!showsWhere(cause, head)) return false;
      return isOfOneWord(cause, head) || outweighs(head, cause);
  }
}

/**
 * A decision that is this many times rarer than another one at the same entries follows from it; and
 * so does what is so much rarer on a side than that the side throws or leaves pages out.
 */
const RARE = 10;

/** Whether a decision is so much rarer than the cause before it that it follows from that. */
function outweighs(head: CauseCount, cause: CauseCount): boolean {
  switch (head.kind) {
    case 'decision':
      return cause.count * RARE <= head.count;
    case 'promise':
      // It comes before a decision only if it outnumbers that.
      return true;
    case 'side':
    case 'unsteady':
      return false;
  }
}

/** Whether a cause shows at entries of another one only, and on a side of that one. */
function showsWhere(cause: CauseCount, head: CauseCount): boolean {
  return (
    cause.met.length > 0 &&
    cause.met.every((met) => head.met.includes(met)) &&
    areOfOneSide(cause, head)
  );
}

function areOfOneSide(one: CauseCount, other: CauseCount): boolean {
  return one.sides.some((side) => other.sides.includes(side));
}

/** One side decides wrongly, and differs in that from each of its neighbours. */
function isOfOneDecision(one: CauseCount, other: CauseCount): boolean {
  return (
    one.decision === other.decision &&
    areOfOneSide(one, other) &&
    one.met.every((met) => other.met.includes(met))
  );
}

const MOVES: readonly (DecisionName | null)[] = ['resume', 'input'];
const WORD: readonly (DecisionName | null)[] = ['rights', 'pfn', 'page'];

/** A word that is stored wrongly has its page, its rights and its pfn wrong, as it happens. */
function isOfOneWord(one: CauseCount, other: CauseCount): boolean {
  return WORD.includes(one.decision) && WORD.includes(other.decision);
}

/** The promises that a cause's scenarios break; its own one, if it is a broken promise. */
function promisesOf({ kind, broken, alsoBreaks }: CauseCount): readonly string[] {
  return kind === 'promise' && broken !== null ? [broken, ...alsoBreaks] : alsoBreaks;
}
