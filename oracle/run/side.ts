// SPDX-License-Identifier: GPL-2.0-or-later
import type { AddressSpace } from '../../mm/address-space';
import type { PageStates } from '../../mm/page-states';
import type { Ask } from '../../mm/range';
import type { RangeRecord } from '../../mm/range-record';
import type { PageNumber } from '../../mm/units';
import type { Word64 } from '../../mm/word64';
import type { Scenario } from '../scenario/scenario';
import type { NoRoom } from './no-room';
import type { SideFailure } from './side-failure';
import type { SideName } from './side-names';

/** One implementation of the range fault, as comparisons see it. */
export interface Side {
  readonly name: SideName;
  /** What the last run left, apart from its array. */
  readonly record: RangeRecord;
  /** The states of the first `record.stoppedAt` pages, as of the last {@link decode}. */
  readonly states: PageStates;
  /** Runs the scenario on the address space, which is loaded and fresh. */
  run(scenario: Scenario): void;
  /**
   * Tells a side in another process what comes next, so that it can run all of it in one trip.
   * @param experiments what may be run on it besides, for what it makes of the scenarios.
   */
  ahead?(scenarios: readonly Scenario[], experiments: readonly Scenario[]): void;
  /** Why the last run came to no result: a long of 32 bits has no room for a pfn or for the range. */
  readonly overflow: NoRoom | undefined;
  /** What the side threw in its last run, as `runSide` found it; then there is no result. */
  failure: SideFailure | undefined;
  /** This very implementation, made anew for an address space: without a memory of earlier runs. */
  fresh(space: AddressSpace): Side;
  /** Reads the output part of the array into `states`. */
  decode(): void;
  /** The raw words of all pages, as 32-bit words, low first. */
  readonly words: Uint32Array;
  /** How many of these a page has. */
  readonly wordsPerPage: 1 | 2;
  /** The raw word of a page: input or output. */
  word(page: PageNumber): bigint;
  /** The raw word of a page as documents write it. */
  hexWord(page: PageNumber): string;
  /** Whether output words of this side tell the order of the CPU's mapping. */
  readonly tellsOrder: boolean;
  /** The order of the mapping that a page's output word tells; 0 where it tells none. */
  mapOrder(page: PageNumber): number;
  /** Whether the raw word of a page has exactly these halves. */
  holds(page: PageNumber, word: Word64): boolean;
  /** Whether a page's word is still exactly the request that asks this. */
  holdsRequest(page: PageNumber, ask: number): boolean;
  /** The raw word that asks this of a page. */
  request(ask: Ask): bigint;
  /** The page count that was returned, on a side that returns one. */
  readonly pageCount: number | undefined;
}
