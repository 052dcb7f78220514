// SPDX-License-Identifier: GPL-2.0-or-later
import { describe, expect, it } from 'vitest';
import {
  type Address,
  address,
  PAGE_SIZE,
  type PageNumber,
  type Pfn,
  pfn,
  RangePages,
} from '../../mm/units';

const takesPage = (page: PageNumber): number => page;

describe('the number of a page', () => {
  it('is any number, but neither an address nor a pfn: the compiler says so', () => {
    const at: Address = address(2 ** 40);
    const frame: Pfn = pfn(5);
    expect(takesPage(3)).toBe(3);
    // @ts-expect-error an address is no page
    expect(takesPage(at)).toBe(2 ** 40);
    // @ts-expect-error a pfn is no page
    expect(takesPage(frame)).toBe(5);
  });

  it('is what the pages of a range are given by', () => {
    const pages = new RangePages();
    const start = address(2 ** 40);
    pages.moveTo(start);
    const page: PageNumber = pages.pageAt(address(start + 3 * PAGE_SIZE), 8);
    expect(page).toBe(3);
    expect(pages.addressOf(page)).toBe(start + 3 * PAGE_SIZE);
    // @ts-expect-error the address itself is not asked for
    expect(pages.placeOf(start)).toBe(start);
  });
});
