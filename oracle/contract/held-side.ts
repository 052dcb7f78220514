// SPDX-License-Identifier: GPL-2.0-or-later
import type { AddressSpace } from '../../mm/address-space';
import type { PageNumber } from '../../mm/units';
import type { Scenario } from '../scenario/scenario';
import type { Clause } from './clause';
import type { SideRun } from './side-run';
import { ByCall, type ClauseSet } from './suspicions';

/** A side, and the clauses that it can break, by what they see. */
export interface HeldRun {
  readonly run: SideRun;
  /** In which state its call left the address space. */
  readonly leftState: LeftState;
  /** The scenario on which it was judged last, as far as what the call left goes. */
  judged: Scenario | undefined;
  /** A side that did the same on that scenario, and was judged before it. */
  like: HeldRun | undefined;
  /** What it can have broken on that scenario, of what pages tell. */
  suspected: ClauseSet;
  /** Which of the breaches are its own, of those that were found in the state of the address space that is looked at. */
  breachesFrom: number;
  breachesTo: number;
  readonly left: Checks;
  readonly found: Checks;
  readonly mirrored: Checks;
}

/** The checks of each entry point. */
export interface Checks {
  readonly ofLocked: ByCall<CallChecks>;
  readonly ofUnlocked: ByCall<CallChecks>;
}

/** What is to be done for a call: all, and what is left where another side did the same and broke nothing. */
interface CallChecks {
  readonly all: readonly ClauseCheck[];
  readonly own: readonly ClauseCheck[];
}

/**
 * The check of a clause, and where the pages go for which it is broken. The check stands here itself,
 * as looking it up in clauses, which are objects of many shapes, takes longer than most checks do.
 */
export interface ClauseCheck {
  readonly clause: Clause;
  readonly ofOutcome: boolean;
  /** Its bit among what can have been broken. */
  readonly bit: ClauseSet;
  readonly check: Clause['check'];
  readonly breach: (page: PageNumber) => void;
}

/** The checks of the clauses that see this, for each kind of call. */
export function checksOf(
  clauses: readonly Clause[],
  sees: Clause['sees'],
  make: (clause: Clause) => ClauseCheck,
): Checks {
  const seeing = clauses.filter((clause) => clause.sees === sees);
  const prepare = (some: readonly Clause[]): ByCall<CallChecks> =>
    new ByCall(some, (judging) => {
      const all = judging.map(make);
      return { all, own: all.filter(({ ofOutcome }) => !ofOutcome) };
    });
  return {
    ofLocked: prepare(seeing.filter(({ ofUnlocked }) => ofUnlocked !== 'only')),
    ofUnlocked: prepare(seeing.filter(({ ofUnlocked }) => ofUnlocked !== undefined)),
  };
}

/** Numbers a write to the page table: its slot, and the two words that stand there at the end. */
const STRIDE = 3;

/** In which state a call left an address space: kept to see whether another call left the same one. */
export class LeftState {
  private numbers: number[] = [];
  private writes = 0;
  private stale = false;
  private nextPfn = 0;
  private vmas: AddressSpace['vmas'] = [];

  /** Keeps the state in which a call has just left the address space. */
  take(space: AddressSpace): void {
    const { table, loaded } = space;
    this.writes = table.mark() - loaded;
    this.stale = space.stale;
    this.nextPfn = space.nextPfn;
    this.vmas = space.vmas;
    for (let write = 0; write < this.writes; write++) {
      const slot = table.writtenAfter(loaded + write);
      this.numbers[STRIDE * write] = slot;
      this.numbers[STRIDE * write + 1] = table.low(slot);
      this.numbers[STRIDE * write + 2] = table.high(slot);
    }
  }

  /** Whether the address space, with the same image loaded, is in the state that was kept. */
  is(space: AddressSpace): boolean {
    const { table, loaded } = space;
    if (
      table.mark() - loaded !== this.writes ||
      space.stale !== this.stale ||
      space.nextPfn !== this.nextPfn ||
      space.vmas !== this.vmas
    ) {
      return false;
    }
    for (let write = 0; write < this.writes; write++) {
      const slot = table.writtenAfter(loaded + write);
      if (
        this.numbers[STRIDE * write] !== slot ||
        this.numbers[STRIDE * write + 1] !== table.low(slot) ||
        this.numbers[STRIDE * write + 2] !== table.high(slot)
      ) {
        return false;
      }
    }
    return true;
  }
}
