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

/** The neutral part of `struct hmm_range`. */
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
}

/** The request with another input; of one shape with all others, as sides read them by the million. */
export function withAsks(request: RangeRequest, asks: Uint8Array): RangeRequest {
  const { start, end, defaults, mask, owner } = request;
  return { start, end, defaults, mask, asks, owner };
}
