// SPDX-License-Identifier: GPL-2.0-or-later
import type { Address } from '../../mm/units';
import type { PfnOverflowError } from '../../modern/format';
import type { Hex } from '../scenario/document';
import { hex } from '../scenario/json';

/** As many pfns as three flags leave room for in a long of 32 bits. */
export const PFNS_OF_32_BITS = 2 ** 29;

/** A range that does not fit into the addresses of a long of 32 bits. */
export class RangeTooWideError extends RangeError {
  constructor(
    readonly start: Address,
    readonly end: Address,
  ) {
    super(
      `"range" expected one that fits into addresses of 32 bits, got ${hex(start)} to ${hex(end)}`,
    );
    this.name = 'RangeTooWideError';
  }
}

/** A side that is asked no more, as too much of what it was asked has no end. */
export class GivenUpError extends Error {
  /** @param why what it was given up for, after its name. */
  constructor(readonly why: string) {
    super(why);
    this.name = 'GivenUpError';
  }
}

/**
 * Why a scenario has no result, though nothing in it is wrong with the code: there is no room for it where a long has 32 bits,
 * or the side was given up before.
 */
export type NoRoom = PfnOverflowError | RangeTooWideError | GivenUpError;

/** The same as documents have it. */
export type NoRoomDocument =
  /** The index of the page in the range, and the pfn that does not fit below the flags. */
  | { readonly page: number; readonly pfn: Hex }
  /** The range, for which there are not enough addresses. */
  | { readonly start: Hex; readonly end: Hex }
  /** Why the side was asked no more. */
  | { readonly givenUp: string };

/** What has no room, for a document. */
export function noRoomDocument(noRoom: NoRoom): NoRoomDocument {
  if (noRoom instanceof RangeTooWideError) {
    return { start: hex(noRoom.start), end: hex(noRoom.end) };
  }
  if (noRoom instanceof GivenUpError) return { givenUp: noRoom.why };
  return { page: noRoom.page, pfn: hex(noRoom.pfn) };
}
