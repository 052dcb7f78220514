// SPDX-License-Identifier: GPL-2.0-or-later
import type { RangeRequest } from '../mm/range';
import type { RangeRecord } from '../mm/range-record';
import type { AskLevel } from './asked';

/** What an output word lets a driver map. */
export interface WordMapping {
  readonly pfn: bigint;
  readonly write: boolean;
  /** The order of the CPU's mapping, if words of the release tell one; else 0. */
  readonly order: number;
}

/**
 * `struct hmm_range` and its array in a driver's hands: written once or before each attempt, handed
 * to `hmm_range_fault()` again and again, and read in between.
 */
export interface RangeCall {
  /** What the last call left, apart from the array. */
  readonly record: RangeRecord;
  /** The page at which the next call begins: 0, unless a piece is tried again by itself. */
  firstPage: number;
  /** How many pages the last successful call says it handled, if its revision says so at all. */
  readonly pageCount: number | undefined;
  /** Takes over a request, and writes it into the array. */
  prepare(request: RangeRequest): void;
  /** Writes the requests into the array once more, whatever it holds. */
  writeRequests(): void;
  /** Calls `hmm_range_fault()` on the array as it stands. */
  run(): void;
  /** What the array, the mask and the defaults ask of a page now. */
  asked(page: number): AskLevel;
  /** Whether a page's word, read as output, grants what was asked. */
  grants(page: number, asked: AskLevel): boolean;
  /** Copies the array's words, two of 32 bits a page. */
  save(into: Uint32Array): void;
  /** Puts one page's word back, from a copy that {@link save} made. */
  restore(page: number, from: Uint32Array): void;
  /** A page's word as it stands in the array: input or output. */
  word(page: number): bigint;
  /** What a page's word, read as output, lets a driver map; null if nothing. */
  mapping(page: number): WordMapping | null;
  /** A page's word for a person. */
  wordText(page: number): string;
}
