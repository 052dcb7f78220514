// SPDX-License-Identifier: GPL-2.0-or-later

/** A virtual address in bytes, 0 ≤ address ≤ 2^47: exact as a number. */
export type Address = number & { readonly [addressBrand]: true };
declare const addressBrand: unique symbol;

/** A page frame number, 0 ≤ pfn < 2^44: exact as a number. */
export type Pfn = number & { readonly [pfnBrand]: true };
declare const pfnBrand: unique symbol;

/**
 * The number of a page of a range, counted from its start. Numbers are pages as they are, so that pages are
 * counted and arrays indexed by them; an address or a pfn is none.
 */
export type PageNumber = number & {
  readonly [addressBrand]?: never;
  readonly [pfnBrand]?: never;
};

export const PAGE_SIZE = 4096;
export const LOG_PAGES_PER_TABLE = 9;
export const PAGES_PER_TABLE = 1 << LOG_PAGES_PER_TABLE;

/** First address that no user mapping reaches (x86-64, 4 levels). */
export const ADDRESS_LIMIT = 2 ** 47;
/** Documents keep their pfns below this, so that what `alloc` adds stays below 2^44. */
export const PFN_LIMIT = 2 ** 40;
/** Ranges of more pages are refused. */
export const RANGE_PAGES_LIMIT = 2 ** 24;

/** Page-table levels from the leaf up; a slot of level n covers `SLOT_SIZE[n]` bytes. */
export type Level = 0 | 1 | 2 | 3;
export const PTE: Level = 0;
export const PMD: Level = 1;
export const PUD: Level = 2;
export const PGD: Level = 3;

export const PMD_SIZE = 2 ** 21;
export const PUD_SIZE = 2 ** 30;
export const PGD_SIZE = 2 ** 39;
export const SLOT_SIZE = [PAGE_SIZE, PMD_SIZE, PUD_SIZE, PGD_SIZE] as const;
/** The same in pages. */
export const PMD_PAGES = PAGES_PER_TABLE;
export const PUD_PAGES = PMD_PAGES * PAGES_PER_TABLE;
export const PGD_PAGES = PUD_PAGES * PAGES_PER_TABLE;
export const SLOT_PAGES = [1, PMD_PAGES, PUD_PAGES, PGD_PAGES] as const;

/**
 * Guards the way from a plain number to an {@link Address}.
 * @throws RangeError if the value is no integer of [0, 2^47].
 */
export function address(value: number): Address {
  if (!Number.isInteger(value) || value < 0 || value > ADDRESS_LIMIT) {
    throw new RangeError(`"address" expected an integer from 0 to 2^47, got ${value}`);
  }
  return value as Address;
}

/**
 * Guards the way from a plain number to a {@link Pfn}.
 * @throws RangeError if the value is no integer of [0, 2^44).
 */
export function pfn(value: number): Pfn {
  if (!Number.isInteger(value) || value < 0 || value >= 2 ** 44) {
    throw new RangeError(`"pfn" expected an integer from 0 to 2^44 - 1, got ${value}`);
  }
  return value as Pfn;
}

export const ADDRESS_ZERO: Address = address(0);
/** The end of the last page that a user mapping can have. */
export const ADDRESS_END: Address = address(ADDRESS_LIMIT);

/** The address `bytes` further on; both ends are known to be addresses. */
export function advance(at: Address, bytes: number): Address {
  return (at + bytes) as Address;
}

/** The start of the slot of `size` bytes (a power of two) that holds the address. */
export function slotStart(at: Address, size: number): Address {
  return (Math.floor(at / size) * size) as Address;
}

/** Where the slot of `size` bytes that holds the address ends, or `end`, whichever is first. */
export function slotEnd(at: Address, size: number, end: Address): Address {
  const next = (Math.floor(at / size) + 1) * size;
  return next < end ? (next as Address) : end;
}

/** The frame `pages` further on. */
export function pfnAfter(base: Pfn, pages: number): Pfn {
  return (base + pages) as Pfn;
}

/** How many pages lie between two page-aligned addresses. */
export function pagesBetween(start: Address, end: Address): number {
  return (end - start) / PAGE_SIZE;
}

/** The page-aligned address a number of pages after another. */
export function pageAddress(start: Address, page: PageNumber): Address {
  return advance(start, page * PAGE_SIZE);
}

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
