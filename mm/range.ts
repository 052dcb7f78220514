// SPDX-License-Identifier: GPL-2.0-or-later
import type { Address } from './units';

/**
 * What a driver can ask of a page, in words that no pfn format is needed for. Each side encodes
 * them in its own bits; `all` (all ones) is a mask, or the word of an array that was never cleared.
 */
export const Ask = {
  /** Report the page as it is. */
  nothing: 0,
  /** The page must be readable. */
  read: 1,
  /** The page must be writable. */
  write: 2,
  /** Write without fault: meaningless by the contract, but callers can pass it. */
  writeOnly: 3,
  all: 4,
} as const;
export type Ask = (typeof Ask)[keyof typeof Ask];

/** A call of `hmm_range_fault_unlocked_timeout()`, which takes the mmap lock itself and starts again itself. */
export interface UnlockedCall {
  /** The time after which it gives up, in jiffies; 0: never. */
  readonly timeout: number;
}

/** The neutral part of `struct hmm_range`, and by which call it is handed over. */
export interface RangeRequest {
  readonly start: Address;
  readonly end: Address;
  /** `default_flags`. */
  readonly defaults: Ask;
  /** `pfn_flags_mask`. */
  readonly mask: Ask;
  /** The input array, an {@link Ask} a page; as long as the range has pages. */
  readonly asks: Uint8Array;
  /** `dev_private_owner`; 0 is none. */
  readonly owner: number;
  /** Which entry point is called, if it is not `hmm_range_fault()`. */
  readonly call?: UnlockedCall;
}

/** The request with another input; of one shape with all others, as sides read them by the million. */
export function withAsks(request: RangeRequest, asks: Uint8Array): RangeRequest {
  const { start, end, defaults, mask, owner, call } = request;
  if (call !== undefined) return { start, end, defaults, mask, asks, owner, call };
  return { start, end, defaults, mask, asks, owner };
}
