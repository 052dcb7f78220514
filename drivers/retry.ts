// SPDX-License-Identifier: GPL-2.0-or-later

/** The ways in which an attempt is sent back. */
export const RETRIES = ['busy', 'no-pages', 'stale'] as const;
/** Why a loop tries again. */
export type Retry =
  /** The call returned `-EBUSY`. */
  | 'busy'
  /** The call succeeded and returned 0 pages. */
  | 'no-pages'
  /** The call succeeded; the check under the lock found the sequence stale. */
  | 'stale';
