// SPDX-License-Identifier: GPL-2.0-or-later

/** What a range fault returns; 0 is success. */
export const EPERM = -1;
export const EFAULT = -14;
export const EBUSY = -16;
export const EINVAL = -22;
/** No errno: a 65th walk was wanted, and the run was ended instead. */
export const LIVELOCK = -1000;

export type Errno = typeof EPERM | typeof EFAULT | typeof EBUSY | typeof EINVAL;
export type ReturnCode = 0 | Errno | typeof LIVELOCK;
/** What a walk and its callbacks return: 0 goes on. */
export type WalkCode = 0 | Errno;
/** From `testWalk` only: goes on behind the VMA. */
export const SKIP_VMA = 1;
export type TestWalkCode = WalkCode | typeof SKIP_VMA;

/** A call that wants more walks than this is ended as a livelock. */
export const WALKS_LIMIT = 64;
