// SPDX-License-Identifier: GPL-2.0-or-later
import type { AddressSpace } from '../mm/address-space';
import { EBUSY, type EINTR, type Errno, LIVELOCK } from '../mm/errno';
import type { LoopTraits } from './driver';
import type { RangeCall } from './range-call';

/** Why a loop tries again. */
export type Retry =
  /** The call returned `-EBUSY`. */
  | 'busy'
  /** The call succeeded and returned 0 pages. */
  | 'no-pages'
  /** The call succeeded; the check under the lock found the sequence stale. */
  | 'stale';

/** What one attempt comes to. */
export type AttemptEnd =
  | { readonly kind: 'again'; readonly why: Retry }
  /** The array is what the driver goes on with; without a check it may be out of date. */
  | { readonly kind: 'done'; readonly checked: boolean }
  | { readonly kind: 'failed'; readonly ret: Errno | typeof EINTR }
  /** The call itself does not come back: it walks again and again. */
  | { readonly kind: 'spins' };

/** How a loop ends; `out-of-time` is what a driver returns as `-EBUSY`. */
export type LoopEnd =
  | Exclude<AttemptEnd, { readonly kind: 'again' }>
  | { readonly kind: 'out-of-time' };

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
const SPINS: AttemptEnd = { kind: 'spins' };
const AGAIN: Readonly<Record<Retry, AttemptEnd>> = {
  busy: { kind: 'again', why: 'busy' },
  'no-pages': { kind: 'again', why: 'no-pages' },
  stale: { kind: 'again', why: 'stale' },
};

/**
 * A driver's loop around the range fault (`nouveau_range_fault`, `amdgpu_ttm_tt_get_user_pages`):
 * take the sequence, fault, and on `-EBUSY` again with the same array, or with one written anew;
 * then the sequence check under the lock.
 *
 * @param call holds the request of the first attempt.
 */
export function runAttempts(
  traits: LoopTraits,
  call: RangeCall,
  space: AddressSpace,
  around: Surroundings,
): LoopEnd {
  for (let attempt = 1; around.beforeAttempt(attempt); attempt++) {
    // mmu_interval_read_begin(): whatever was invalidated until now is in the sequence.
    space.stale = false;
    if (attempt > 1 && traits.rebuildsRequests) call.writeRequests();
    around.beforeCall(attempt);
    call.run();
    const end = judgeAttempt(traits, call, space, around, attempt);
    around.afterAttempt(attempt, end);
    if (end.kind !== 'again') return end;
  }
  return { kind: 'out-of-time' };
}

function judgeAttempt(
  traits: LoopTraits,
  call: RangeCall,
  space: AddressSpace,
  around: Surroundings,
  attempt: number,
): AttemptEnd {
  const { ret } = call.record;
  if (ret === LIVELOCK || around.gaveUp?.() === true) return SPINS;
  if (ret === EBUSY) return AGAIN.busy;
  if (ret !== 0) return { kind: 'failed', ret };
  if (traits.retriesOnNoPages && call.pageCount === 0) return AGAIN['no-pages'];
  if (!traits.checksSequence) return DONE_UNCHECKED;
  around.beforeCheck(attempt);
  return space.stale ? AGAIN.stale : DONE_CHECKED;
}
