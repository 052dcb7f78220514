// SPDX-License-Identifier: GPL-2.0-or-later

/** What a range fault returns; 0 is success. */
export const EPERM = -1;
/** Only of `hmm_range_fault_unlocked_timeout()`, for a fatal signal. */
export const EINTR = -4;
/** From 7.3 on, for a page fault that runs out of memory. */
export const ENOMEM = -12;
export const EFAULT = -14;
export const EBUSY = -16;
export const EINVAL = -22;
/** No errno: the call would never return, because its walks get no further (model.md, "Invalidation"). */
export const LIVELOCK = -1000;

/**
 * How many walks in a row from one place get no further, whatever they change there: by the rules a
 * fourth one is done. It bounds what a wrong rule can do; no event is to come then either.
 */
export const WALKS_FROM_ONE_PLACE = 1024;

export type Errno = typeof EPERM | typeof ENOMEM | typeof EFAULT | typeof EBUSY | typeof EINVAL;
export type ReturnCode = 0 | Errno | typeof EINTR | typeof LIVELOCK;
/** What a walk and its callbacks return: 0 goes on. */
export type WalkCode = 0 | Errno;
/** From `testWalk` only: goes on after the VMA. */
export const SKIP_VMA = 1;
/** Whether a page is to blame: no fault can help it, or its fault failed, for lack of memory, too. */
export function isPageFailure(code: ReturnCode): code is typeof EFAULT | typeof ENOMEM {
  return code === EFAULT || code === ENOMEM;
}

export type TestWalkCode = WalkCode | typeof SKIP_VMA;
