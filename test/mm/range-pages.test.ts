// SPDX-License-Identifier: GPL-2.0-or-later
import { describe, expect, it } from 'vitest';
import {
  ADDRESS_LIMIT,
  address,
  advance,
  PAGE_SIZE,
  PGD_PAGES,
  PGD_SIZE,
  PMD_PAGES,
  PUD_PAGES,
  RangePages,
} from '../../mm/units';

function from(start: number): RangePages {
  const pages = new RangePages();
  pages.moveTo(address(start));
  return pages;
}

/** The slots of a page, from the PGD down. */
function slotsOf(pages: RangePages, page: number): readonly number[] {
  return [pages.pgdSlot(page), pages.pudIndex(page), pages.pmdIndex(page), pages.pteIndex(page)];
}

describe('the pages of a range', () => {
  it('stand where their addresses do', () => {
    expect(slotsOf(from(0), 0)).toEqual([0, 0, 0, 0]);
    const start = 3 * PGD_SIZE + PAGE_SIZE * (4 * PUD_PAGES + 5 * PMD_PAGES + 6);
    expect(slotsOf(from(start), 0)).toEqual([3, 4, 5, 6]);
    expect(slotsOf(from(start), PMD_PAGES - 6)).toEqual([3, 4, 6, 0]);
    expect(slotsOf(from(ADDRESS_LIMIT - PAGE_SIZE), 0)).toEqual([255, 511, 511, 511]);
  });

  it('go on into the next PGD slot', () => {
    const pages = from(8 * PGD_SIZE - 2 * PAGE_SIZE);
    expect(slotsOf(pages, 1)).toEqual([7, 511, 511, 511]);
    expect(slotsOf(pages, 2)).toEqual([8, 0, 0, 0]);
    expect(pages.slotEnd(1, PGD_PAGES, 9)).toBe(2);
    expect(pages.addressOf(2)).toBe(8 * PGD_SIZE);
  });

  it('end with their slot, or where the walk does', () => {
    const pages = from(PAGE_SIZE * (PMD_PAGES - 3));
    expect(pages.slotEnd(0, PMD_PAGES, 100)).toBe(3);
    expect(pages.slotEnd(2, PMD_PAGES, 100)).toBe(3);
    expect(pages.slotEnd(3, PMD_PAGES, 100)).toBe(100);
    expect(pages.slotEnd(0, PMD_PAGES, 2)).toBe(2);
    expect(pages.slotEnd(3, PMD_PAGES, 2 * PMD_PAGES)).toBe(PMD_PAGES + 3);
    expect(pages.slotEnd(1, 1, 100)).toBe(2);
  });

  it('skip what their slot has before them, the range or not', () => {
    const pages = from(PAGE_SIZE * (PMD_PAGES - 3));
    expect([0, 2, 3, 4].map((page) => pages.skippedIn(page, PMD_PAGES))).toEqual([509, 511, 0, 1]);
    expect(pages.skippedIn(4, PUD_PAGES)).toBe(PMD_PAGES + 1);
  });

  it('are found by an address, which can lie outside', () => {
    const start = address(5 * PGD_SIZE);
    const pages = from(start);
    const at = (page: number): number => pages.pageAt(advance(start, page * PAGE_SIZE), 8);
    expect([-1, 0, 1, 7, 8, 9].map(at)).toEqual([0, 0, 1, 7, 8, 8]);
    expect(pages.pageAt(address(0), 8)).toBe(0);
    expect(pages.pageAt(address(ADDRESS_LIMIT), 8)).toBe(8);
  });
});
