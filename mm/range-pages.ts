// SPDX-License-Identifier: GPL-2.0-or-later
import {
  ADDRESS_ZERO,
  type Address,
  advance,
  LOG_PAGES_PER_TABLE,
  PAGE_SIZE,
  PAGES_PER_TABLE,
  type PageNumber,
  PGD_SIZE,
} from './units';

const LOG_PGD_PAGES = 3 * LOG_PAGES_PER_TABLE;
const INDEX_MASK = PAGES_PER_TABLE - 1;

/**
 * The pages of a range, counted from its start, and where they stand in the page table. Walks count in
 * these: an address needs more than 32 bits, and the engine puts each such number that a function
 * is called with on the heap.
 *
 * Page 0 is the start of the range, which can lie anywhere in its PGD slot: what slots are looked for by
 * is the number of a page in that slot, `offset` more.
 */
export class RangePages {
  start: Address = ADDRESS_ZERO;
  private firstPgd = 0;
  private offset = 0;

  /** From now on the pages are those of a range that starts here. */
  moveTo(start: Address): void {
    this.start = start;
    // Both fit into 32 bits; said so, as a quotient is kept as a float otherwise.
    this.firstPgd = (start / PGD_SIZE) | 0;
    this.offset = ((start - this.firstPgd * PGD_SIZE) / PAGE_SIZE) | 0;
  }

  addressOf(page: PageNumber): Address {
    return advance(this.start, page * PAGE_SIZE);
  }

  /** The page at an address; 0 for an address before the range, and `stop` for one from there on. */
  pageAt(at: Address, stop: PageNumber): PageNumber {
    const page = (at - this.start) / PAGE_SIZE;
    if (page <= 0) return 0;
    return page < stop ? page | 0 : stop;
  }

  /** The PGD slot that holds a page. */
  pgdSlot(page: PageNumber): number {
    return this.firstPgd + ((this.offset + page) >> LOG_PGD_PAGES);
  }

  /** The number of a page in its PGD slot; of one in a later PGD slot, that many pages more. */
  placeOf(page: PageNumber): number {
    return this.offset + page;
  }

  /** The place of a page's PUD slot in its table. */
  pudIndex(page: PageNumber): number {
    return ((this.offset + page) >> (2 * LOG_PAGES_PER_TABLE)) & INDEX_MASK;
  }

  /** The place of a page's PMD slot in its table. */
  pmdIndex(page: PageNumber): number {
    return ((this.offset + page) >> LOG_PAGES_PER_TABLE) & INDEX_MASK;
  }

  /** The place of a page's PTE slot in its table. */
  pteIndex(page: PageNumber): number {
    return (this.offset + page) & INDEX_MASK;
  }

  /** Where the slot of `pages` pages (a power of two) that holds a page ends, or `stop`, whichever is first. */
  slotEnd(page: PageNumber, pages: number, stop: PageNumber): PageNumber {
    const next = ((this.offset + page) | (pages - 1)) + 1 - this.offset;
    return next < stop ? next : stop;
  }

  /** How many pages of the slot of `pages` pages that holds a page come before it. */
  skippedIn(page: PageNumber, pages: number): number {
    return (this.offset + page) & (pages - 1);
  }
}
