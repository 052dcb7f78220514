// SPDX-License-Identifier: GPL-2.0-or-later
import { Kind } from './entry';
import type { ReturnCode } from './errno';
import { FaultTrace } from './fault-trace';
import type { Address, PageNumber } from './units';

/** How a walk ended, if not at the end of the range. */
export const Ending = {
  /** All pages of the piece were faulted; the walk begins again. */
  faulted: 0,
  /** Waited for a migrating page; the walk begins again. */
  waited: 1,
  /** A needed write fault in a VMA that is not writable: `-EPERM`. */
  denied: 2,
  /** A page fault failed: `-EFAULT`. */
  faultFailed: 3,
  /** A fault is needed where none can help: `-EFAULT`. */
  impossible: 4,
  /** A page fault dropped the mmap lock: `hmm_range_fault_unlocked_timeout()` starts again. */
  lockDropped: 5,
} as const;
export type Ending = (typeof Ending)[keyof typeof Ending];

/** The endings for a person, by number. */
export const ENDING_NAMES: Readonly<Record<Ending, string>> = {
  [Ending.faulted]: 'faults',
  [Ending.waited]: 'waits',
  [Ending.denied]: 'denies with -EPERM',
  [Ending.faultFailed]: 'fails in a fault',
  [Ending.impossible]: 'fails with -EFAULT',
  [Ending.lockDropped]: 'loses the mmap lock in a fault',
};

/** Up to here a loop is faster than calling the engine's `fill`. */
const FEW_PAGES = 32;
const NO_ATTEMPTS: readonly InnerAttempt[] = [];

/** One walk that ended early: what it met, and the piece that it left. */
export interface WalkEnd {
  readonly ending: Ending;
  /** The high word of the entry that was met, or a pseudo entry (see `entry.ts`). */
  readonly origin: number;
  /** Pages of the range: the piece is `[first, stop)`. */
  readonly first: PageNumber;
  readonly stop: PageNumber;
  /** Whether a write fault was needed; undefined where that makes no difference to the ending. */
  readonly write: boolean | undefined;
  /** How many pages the call had faulted by then. */
  readonly faults: number;
}

/** How an inner attempt of `hmm_range_fault_unlocked_timeout()` came to its end. */
export const INNER_ENDS = [
  /** The call succeeded. */
  'done',
  /** An invalidation came: `-EBUSY` inside, and the next attempt. */
  'stale',
  /** A page fault dropped the mmap lock: `-EBUSY` inside, the next attempt, and all of the time again. */
  'lock-dropped',
  /** The time was over before the walk: `-EBUSY`. */
  'timed-out',
  /** A fatal signal: `-EINTR`. */
  'interrupted',
  /** The call failed as `hmm_range_fault()` does. */
  'failed',
  /** It would go on like this forever. */
  'endless',
] as const;
export type InnerEnd = (typeof INNER_ENDS)[number];

/** One inner attempt of `hmm_range_fault_unlocked_timeout()`. */
export interface InnerAttempt {
  /** How many invalidations there had been when it read the sequence. */
  readonly sequence: number;
  /** When it read the sequence, in jiffies since the call began. */
  readonly time: number;
  /** Walks begun. */
  readonly walks: number;
  /** The index of the first page that it has put nothing out for. */
  readonly stoppedAt: PageNumber;
  readonly end: InnerEnd;
}

/**
 * What one range fault left behind, apart from its array, whose layout is each side's own.
 * One record serves any number of runs; a run overwrites what the last one left.
 */
export class RangeRecord {
  ret: ReturnCode = 0;
  /** Walks begun. */
  walks = 0;
  /** Pages of the range. */
  pages = 0;
  /** The index of the first page that still holds input: `pages` after a success. */
  stoppedAt: PageNumber = 0;
  readonly faults = new FaultTrace();
  /** Whether a run is one of several attempts of a call, which go on in one record. */
  inAttempts = false;
  /** Of `hmm_range_fault_unlocked_timeout()`; empty for other calls. What else is here is of the last one. */
  attempts: readonly InnerAttempt[] = NO_ATTEMPTS;
  /**
   * For each page with output, the high word of the entry it was filled from, or of a pseudo entry:
   * what the side saw, not what it made of it. Pages that the run put nothing out for are
   * `Kind.untouched`, and so is the element after the last page.
   */
  origins: Uint32Array = new Uint32Array(64);
  private endings: WalkEnd[] = [];
  private needsWrite: boolean | undefined;

  /** Begins a run over this many pages, from this address on; one that is an attempt of a call has begun already. */
  begin(start: Address, pages: number): void {
    if (this.inAttempts) return;
    this.ret = 0;
    this.walks = 0;
    this.pages = pages;
    this.stoppedAt = 0;
    this.faults.begin(start);
    this.attempts = NO_ATTEMPTS;
    // Setting the length of an array takes longer than making one.
    this.endings = [];
    this.needsWrite = undefined;
    if (this.origins.length <= pages) this.origins = new Uint32Array(capacityFor(pages + 1));
    this.fillOrigins(0, pages + 1, Kind.untouched);
  }

  /** Begins another attempt of the same call: what the last one put out is input. */
  beginAttempt(): void {
    this.fillOrigins(0, this.pages + 1, Kind.untouched);
  }

  /** Notes one origin for the pages `[first, stop)`. */
  fillOrigins(first: PageNumber, stop: PageNumber, origin: number): void {
    const { origins } = this;
    if (stop - first > FEW_PAGES) origins.fill(origin, first, stop);
    else for (let page = first; page < stop; page++) origins[page] = origin;
  }

  /**
   * A page of the range, or the one after its last, where a piece can end. A walk that strays from
   * its range would write past the array; no correct side does.
   *
   * @throws RangeError if it is neither.
   */
  within(page: PageNumber): PageNumber {
    if (page >= 0 && page <= this.pages) return page;
    throw new RangeError(`expected a page of ${this.pages} in the range, got ${page}`);
  }

  /** Notes which fault is needed by the piece that the walk is about to end at. */
  needFault(write: boolean): void {
    this.needsWrite = write;
  }

  /** Notes how a walk ended early, at the piece `[first, stop)`. */
  endWalk(ending: Ending, origin: number, first: PageNumber, stop: PageNumber): void {
    const { needsWrite: write, faults } = this;
    this.endings.push({ ending, origin, first, stop, write, faults: faults.calls });
    this.needsWrite = undefined;
  }

  /**
   * The index of the first page that still holds the caller's input: after what any attempt put out.
   * From `stoppedAt` to there, words are output of earlier attempts.
   */
  get inputFrom(): PageNumber {
    let from = this.stoppedAt;
    for (const { stoppedAt } of this.attempts) from = Math.max(from, stoppedAt);
    return from;
  }

  /** The first page below `stoppedAt` that has no output although the call passed it, or -1. */
  firstUntouched(): number {
    const { origins, stoppedAt } = this;
    for (let page = 0; page < stoppedAt; page++) if (origins[page] === Kind.untouched) return page;
    return -1;
  }

  /** Puts what really stood there for what a walk was shown, in all that was noted of a run. */
  replaceOrigins(replace: (origin: number) => number): void {
    for (let page = 0; page < this.pages; page++) {
      this.origins[page] = replace(this.origins[page] ?? 0);
    }
    this.endings.forEach((end, index) => {
      this.endings[index] = { ...end, origin: replace(end.origin) };
    });
  }

  /** The walks that ended early, in order; until the next run. */
  walkEnds(): readonly WalkEnd[] {
    return this.endings;
  }
}

/** The next size of an array that must hold this many elements, so that it seldom grows. */
export function capacityFor(elements: number): number {
  return 2 ** Math.ceil(Math.log2(Math.max(elements, 64)));
}
