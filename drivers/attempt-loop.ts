// SPDX-License-Identifier: GPL-2.0-or-later
import type { AddressSpace } from '../mm/address-space';
import { EBUSY, type EINTR, type Errno, LIVELOCK } from '../mm/errno';
import { attemptsAllowed, isOutside, type Loop } from './loop';
import type { RangeCall } from './range-call';
import type { Retry } from './retry';

/** What one attempt comes to. */
export type AttemptEnd =
  | { readonly kind: 'again'; readonly why: Retry }
  /** The array is what the driver goes on with; without a check it may be out of date. */
  | { readonly kind: 'done'; readonly checked: boolean }
  | { readonly kind: 'failed'; readonly ret: Errno | typeof EINTR }
  /** The check found the sequence stale, and the driver gives up with `-EAGAIN`. */
  | { readonly kind: 'sent-back' }
  /** The call itself does not come back: it walks again and again. */
  | { readonly kind: 'spins' };

/** How a loop ends; `out-of-time` and `gave-up` are what a driver returns as `-EBUSY`. */
export type LoopEnd =
  | Exclude<AttemptEnd, { readonly kind: 'again' }>
  /** Whoever watches said that there is no time for another attempt. */
  | { readonly kind: 'out-of-time' }
  /** The loop has made as many attempts as it allows itself. */
  | { readonly kind: 'gave-up' };

/** What goes on around a loop: time, other threads, and whoever watches. */
export interface Surroundings {
  /** Before an attempt (1, 2, …), while no lock is held. Returns whether there is time for it. */
  beforeAttempt(attempt: number): boolean;
  /** The sequence has been taken, and the array holds what this attempt asks. */
  beforeCall(attempt: number): void;
  /** Whether the call that ran was ended from outside because it would not have come back. */
  gaveUp?(): boolean;
  /** The call succeeded, its locks are dropped, and the lock for the check is not yet taken. */
  beforeCheck(attempt: number): void;
  afterAttempt(attempt: number, end: AttemptEnd): void;
}

const DONE_CHECKED: AttemptEnd = { kind: 'done', checked: true };
const DONE_UNCHECKED: AttemptEnd = { kind: 'done', checked: false };
const SENT_BACK: AttemptEnd = { kind: 'sent-back' };
const SPINS: AttemptEnd = { kind: 'spins' };
const AGAIN: Readonly<Record<Retry, AttemptEnd>> = {
  busy: { kind: 'again', why: 'busy' },
  'no-pages': { kind: 'again', why: 'no-pages' },
  stale: { kind: 'again', why: 'stale' },
};

/**
 * A driver's loop around the range fault (`nouveau_range_fault`, `drm_gpusvm_get_pages`): take the
 * sequence, fault, and on `-EBUSY` again with the same array, or with one written anew; then the
 * sequence check under the lock. What `hmm_range_fault_unlocked_timeout()` does inside is attempts
 * like any others here.
 *
 * @param call holds the request of the first attempt.
 */
export function runAttempts(
  loop: Loop,
  call: RangeCall,
  space: AddressSpace,
  around: Surroundings,
): LoopEnd {
  let last: Retry | undefined;
  let attempts = 1;
  call.firstPage = 0;
  for (let attempt = 1; around.beforeAttempt(attempt); attempt++) {
    // mmu_interval_read_begin(): whatever was invalidated until now is in the sequence.
    if (attempt === 1 || loop.sequence !== 'once') space.stale = false;
    if (last !== undefined && rewritesAfter(loop, last)) call.writeRequests();
    around.beforeCall(attempt);
    call.run();
    const end = judgeAttempt(loop, call, space, around, attempt);
    around.afterAttempt(attempt, end);
    if (end.kind !== 'again') return end;
    last = end.why;
    if (isOutside(loop, last)) {
      if (attempts >= attemptsAllowed(loop, last)) return { kind: 'gave-up' };
      attempts++;
    }
    // A piece that was sent back is tried again by itself only where it has its own sequence.
    if (last !== 'busy' || loop.sequence !== 'each-piece') call.firstPage = 0;
  }
  return { kind: 'out-of-time' };
}

/** Whether the requests are written into the array before the next attempt. */
function rewritesAfter({ call, rewrites }: Loop, why: Retry): boolean {
  if (call.kind === 'unlocked' && why === 'busy') return call.keepsRequests;
  return rewrites === 'requests';
}

function judgeAttempt(
  loop: Loop,
  call: RangeCall,
  space: AddressSpace,
  around: Surroundings,
  attempt: number,
): AttemptEnd {
  const { ret } = call.record;
  if (ret === LIVELOCK || around.gaveUp?.() === true) return SPINS;
  if (ret === EBUSY) return AGAIN.busy;
  if (ret !== 0) return { kind: 'failed', ret };
  if (loop.noPages === 'again' && call.pageCount === 0) return AGAIN['no-pages'];
  // What is invalidated after a loop whose caller checks is the caller's to find.
  if (loop.check.kind !== 'by-caller' || loop.sequence === 'after-call') {
    around.beforeCheck(attempt);
  }
  if (loop.sequence === 'after-call') space.stale = false;
  if (loop.check.kind !== 'in-loop') return DONE_UNCHECKED;
  if (!space.stale) return DONE_CHECKED;
  return loop.check.stale === 'again' ? AGAIN.stale : SENT_BACK;
}
