// SPDX-License-Identifier: GPL-2.0-or-later
import { StateKind } from '../../mm/page-states';
import type { RangeRecord } from '../../mm/range-record';
import { ASKED_FAULT, ASKED_WRITE } from './asked';
import type { Clause, KnownOfPage } from './clause';
import { CpuAccess } from './cpu-pages';
import type { SideRun } from './side-run';

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

/** Where each fact stands in the index of a page; the state is above them all. */
const ASKED_SHIFT = 1;
const ACCESS_SHIFT = 3;
const STATE_SHIFT = 5;
/** In place of a state, where there is none. */
const NO_STATE = Math.max(...Object.values(StateKind)) + 1;

/** Clauses, a bit each: fewer than 31 say of which pages they can be broken. All others share one bit. */
export type ClauseSet = number;
const ANY_CALL: ClauseSet = 1;
/** Every clause, where pages say nothing of what can be broken. */
export const ALL_CLAUSES: ClauseSet = -1;

/**
 * Which clauses a call can have broken at all, by what its pages are like: most calls few. That is found in
 * one pass over the pages, in place of one for each clause, by a table of all that can be known of a page.
 */
export class Suspicions {
  private readonly table = new Int32Array((NO_STATE + 1) << STATE_SHIFT);
  private readonly bits = new Map<Clause, ClauseSet>();

  constructor(clauses: readonly Clause[]) {
    for (const clause of clauses) {
      const { suspects } = clause;
      if (suspects === 'any call') continue;
      const bit = ANY_CALL << (this.bits.size + 1);
      this.bits.set(clause, bit);
      this.table.forEach((set, index) => {
        if (suspects(factsOf(index))) this.table[index] = set | bit;
      });
    }
  }

  /** The bit of a clause in what {@link of} returns. */
  bitOf(clause: Clause): ClauseSet {
    return this.bits.get(clause) ?? ANY_CALL;
  }

  /** The clauses that a call can have broken, in the state of the address space that it left. */
  of({ record, side, cpu, asked }: SideRun): ClauseSet {
    const { table } = this;
    const { kinds, pfns } = side.states;
    const { access, pfns: frames } = cpu;
    const { effective } = asked;
    let set: ClauseSet = ANY_CALL;
    for (let page = 0; page < record.stoppedAt; page++) {
      const pfn = (pfns[2 * page + 1] ?? 0) * 2 ** 32 + (pfns[2 * page] ?? 0);
      set |=
        table[
          ((kinds[page] ?? NO_STATE) << STATE_SHIFT) |
            ((access[page] ?? CpuAccess.nothing) << ACCESS_SHIFT) |
            ((effective[page] ?? 0) << ASKED_SHIFT) |
            (pfn === frames[page] ? 1 : 0)
        ] ?? 0;
    }
    // What a call that succeeds has left out at the end has no state.
    const stop = record.ret === 0 ? record.pages : 0;
    for (let page = record.stoppedAt; page < stop; page++) {
      set |=
        table[
          (NO_STATE << STATE_SHIFT) |
            ((access[page] ?? CpuAccess.nothing) << ACCESS_SHIFT) |
            ((effective[page] ?? 0) << ASKED_SHIFT)
        ] ?? 0;
    }
    return set;
  }
}

const STATES = Object.values(StateKind);
const ACCESSES = Object.values(CpuAccess);

function factsOf(index: number): KnownOfPage {
  const state = index >>> STATE_SHIFT;
  const access = (index >>> ACCESS_SHIFT) & 3;
  const asked = (index >>> ASKED_SHIFT) & 3;
  return {
    state: STATES.find((kind) => kind === state),
    access: ACCESSES.find((one) => one === access) ?? CpuAccess.nothing,
    faults: (asked & ASKED_FAULT) !== 0,
    writes: (asked & ASKED_WRITE) !== 0,
    hasFrameOfEntry: (index & 1) !== 0,
  };
}
