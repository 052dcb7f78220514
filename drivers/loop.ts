// SPDX-License-Identifier: GPL-2.0-or-later
import type { Retry } from './retry';

/** All values of {@link Sequence}. */
export const SEQUENCES = ['each-attempt', 'each-piece', 'once', 'after-call'] as const;
/** Where a loop reads the sequence (`mmu_interval_read_begin()`). */
export type Sequence =
  /** Before each attempt: as the documentation has it. */
  | 'each-attempt'
  /** Before each piece, so that the check knows of the last piece alone. */
  | 'each-piece'
  /** Before the first attempt only. */
  | 'once'
  /** Before each attempt for the call, and once more after the call, for the check. */
  | 'after-call';

/** All values of {@link Rewrites}. */
export const REWRITES = ['requests', 'flags', 'nothing'] as const;
/** What a loop writes before each attempt but the first. */
export type Rewrites =
  /** The requests in the array, and defaults and mask. */
  | 'requests'
  /** Defaults and mask; the array holds what the last attempt put out. */
  | 'flags'
  | 'nothing';

/** The check of the sequence under the lock that `invalidate()` takes (`mmu_interval_read_retry()`). */
export type Check =
  /** In the loop: what is stale is faulted again, or the driver gives up with `-EAGAIN`. */
  | { readonly kind: 'in-loop'; readonly stale: 'again' | 'fails' }
  /** By whoever called the loop, with the loop's sequence, before anything is mapped. */
  | { readonly kind: 'by-caller' }
  /** Nobody checks. */
  | { readonly kind: 'none' };

/** What ends a loop whose attempts go on being sent back. */
export type Bound =
  /** How many attempts. */
  | { readonly kind: 'count'; readonly attempts: number; readonly after?: readonly Retry[] }
  /** A time that is set once, before the loop. */
  | { readonly kind: 'deadline'; readonly ms: number; readonly after?: readonly Retry[] }
  /** A time that each attempt has anew: it bounds an attempt, and no loop. */
  | { readonly kind: 'budget'; readonly ms: number; readonly after?: readonly Retry[] }
  /** A fatal signal. */
  | { readonly kind: 'signal'; readonly after?: readonly Retry[] };

/** How a range is handed over: as a whole, or this many pages at a time. */
export type Pieces =
  | { readonly kind: 'whole' }
  | { readonly kind: 'pages'; readonly pages: number };

/** What a loop calls. */
export type LoopCall =
  | { readonly kind: 'range-fault' }
  /**
   * `hmm_range_fault_unlocked_timeout()` (7.3): after `-EBUSY` it reads the sequence and tries again
   * by itself, with the array as it stands, until its time is over or a fatal signal comes.
   */
  | {
      readonly kind: 'unlocked';
      /** The time that each call gets; null is forever. */
      readonly budgetMs: number | null;
      /** Whether it writes the caller's requests anew before it tries again; 7.3 does not. */
      readonly keepsRequests: boolean;
    };

/**
 * A loop around the range fault, as data: what tells one driver's from another's. Every field is a
 * decision that a driver's source takes somewhere.
 */
export interface Loop {
  readonly call: LoopCall;
  readonly sequence: Sequence;
  readonly rewrites: Rewrites;
  readonly pieces: Pieces;
  readonly check: Check;
  /** Whether a success that returns 0 pages is tried again; only v5.7 returns a page count. */
  readonly noPages: 'success' | 'again';
  /**
   * All that ends the loop; without any it has no end while others invalidate. `after` of a bound
   * says after which ways of being sent back it is looked at; it is all of them without.
   */
  readonly bounds: readonly Bound[];
}

/** What ends a loop that is sent back again and again. */
export type EndedBy = 'count' | 'deadline' | 'budget' | 'signal' | 'nothing';

/**
 * From here on a time is none: `msecs_to_jiffies()` takes an unsigned int, and one that is negative
 * as an int for as long as there are jiffies.
 */
export const ENDLESS_MS = 2 ** 31;

/** Whether it is the driver that tries again after this, and not the helper inside its call. */
export function isOutside({ call }: Loop, why: Retry): boolean {
  return call.kind !== 'unlocked' || why !== 'busy';
}

/**
 * What ends a loop whose attempts are sent back in these ways, over and over.
 * @param cycle why each attempt of the cycle was followed by another.
 */
export function endOfCycle(loop: Loop, cycle: readonly Retry[]): EndedBy {
  const outside = cycle.filter((why) => isOutside(loop, why));
  const bounds = loop.bounds.filter(({ after }) =>
    outside.some((why) => after === undefined || after.includes(why)),
  );
  if (bounds.some(({ kind }) => kind === 'count')) return 'count';
  if (bounds.some((bound) => bound.kind === 'deadline' && bound.ms < ENDLESS_MS)) return 'deadline';
  const { call } = loop;
  if (call.kind === 'unlocked') {
    // The helper's time begins anew with each call of it, so it ends only what stays inside.
    const limited = call.budgetMs !== null && call.budgetMs < ENDLESS_MS;
    return outside.length === 0 && limited ? 'budget' : 'signal';
  }
  return bounds.some(({ kind }) => kind === 'signal') ? 'signal' : 'nothing';
}

/** After how many attempts a loop gives up that was last sent back in this way; Infinity if never. */
export function attemptsAllowed(loop: Loop, why: Retry): number {
  let allowed = Number.POSITIVE_INFINITY;
  for (const bound of loop.bounds) {
    if (bound.kind !== 'count') continue;
    if (bound.after === undefined || bound.after.includes(why)) {
      allowed = Math.min(allowed, bound.attempts);
    }
  }
  return allowed;
}

/** The same loop with its requests written before every attempt, those inside the helper too. */
export function rewriting(loop: Loop): Loop {
  const { call } = loop;
  return {
    ...loop,
    rewrites: 'requests',
    call: call.kind === 'unlocked' ? { ...call, keepsRequests: true } : call,
  };
}

/** A loop as the documentation has it, on which others are made by changing a field. */
export const PLAIN_LOOP: Loop = {
  call: { kind: 'range-fault' },
  sequence: 'each-attempt',
  rewrites: 'nothing',
  pieces: { kind: 'whole' },
  check: { kind: 'in-loop', stale: 'again' },
  noPages: 'success',
  // HMM_RANGE_DEFAULT_TIMEOUT
  bounds: [{ kind: 'deadline', ms: 1000 }],
};
