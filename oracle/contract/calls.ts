// SPDX-License-Identifier: GPL-2.0-or-later
import type { RangeRecord } from '../../mm/range-record';
import type { Clause } from './clause';

/** What tells apart the calls that a clause judges. */
interface Call {
  readonly succeeds: boolean;
  readonly faults: boolean;
}

/** All kinds of calls, by {@link callIndex}. */
const CALLS: readonly [Call, Call, Call, Call] = [
  { succeeds: false, faults: false },
  { succeeds: false, faults: true },
  { succeeds: true, faults: false },
  { succeeds: true, faults: true },
];

function callIndex({ ret, faults }: RangeRecord): 0 | 1 | 2 | 3 {
  if (ret === 0) return faults.rows > 0 ? 3 : 2;
  return faults.rows > 0 ? 1 : 0;
}

/** Whether a clause judges a call that left this. */
export function judgesCall(clause: Clause, record: RangeRecord): boolean {
  return judges(clause, CALLS[callIndex(record)]);
}

function judges({ judges: only }: Clause, { succeeds, faults }: Call): boolean {
  if (only === undefined) return true;
  switch (only) {
    case 'successes':
      return succeeds;
    case 'failures':
      return !succeeds;
    case 'page faults':
      return faults;
  }
}

/**
 * What is to be done for each kind of call, so that a call is held only to the clauses that judge it:
 * most judge few calls, and asking each of them costs more than the answer.
 */
export class ByCall<List> {
  private readonly lists: readonly [List, List, List, List];

  /** @param make is given the clauses that judge a kind of call. */
  constructor(clauses: readonly Clause[], make: (clauses: readonly Clause[]) => List) {
    const [first, second, third, fourth] = CALLS;
    const listFor = (call: Call): List => make(clauses.filter((clause) => judges(clause, call)));
    this.lists = [listFor(first), listFor(second), listFor(third), listFor(fourth)];
  }

  /** For a call that left this. */
  for(record: RangeRecord): List {
    return this.lists[callIndex(record)];
  }
}
