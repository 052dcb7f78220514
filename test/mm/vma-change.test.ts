// SPDX-License-Identifier: GPL-2.0-or-later
import { describe, expect, it } from 'vitest';
import { Kind } from '../../mm/entry';
import { ANON, type Vma } from '../../mm/image';
import { NO_SLOT, PageTable } from '../../mm/page-table';
import {
  type Address,
  address,
  advance,
  PAGE_SIZE,
  PGD_SIZE,
  PMD,
  PMD_SIZE,
  PTE,
  PUD,
  PUD_SIZE,
  pfn,
} from '../../mm/units';
import { dropUnmapped } from '../../mm/vma-change';

const BASE = address(0x7f00_0000_0000);
/** How many pages a table maps. */
const TABLE = 512;

function page(number: number): Address {
  return advance(BASE, number * PAGE_SIZE);
}

function vma(from: number, to: number, more: Partial<Vma> = {}): Vma {
  return {
    ...{ start: page(from), end: page(to), read: true, write: true, shared: false },
    ...{ io: false, pfnmap: false, mixedmap: false, backing: ANON },
    ...more,
  };
}

function file(from: number, to: number, filePfn: number): Vma {
  return vma(from, to, { backing: { kind: 'file', filePfn: pfn(filePfn) } });
}

/** A page in each of these slots, and what is left of them after the change. */
function left(pages: readonly number[], before: readonly Vma[], after: readonly Vma[]): number[] {
  const table = new PageTable();
  for (const number of pages) table.store(page(number), PTE, 0x1000 + number, Kind.ptePresent);
  dropUnmapped(table, before, after);
  return pages.filter((number) => {
    const slot = table.slot(page(number), PTE);
    return slot !== NO_SLOT && table.kind(slot) === Kind.ptePresent;
  });
}

describe('VMAs that change', () => {
  it('take with them what stood where they were, and nothing else', () => {
    expect(left([0, 1, 2, 3], [vma(0, 4)], [vma(0, 1), vma(3, 4)])).toEqual([0, 3]);
  });

  it('keep their pages with other rights, when they are split and when they grow', () => {
    const changed = [vma(0, 2, { write: false }), vma(2, 9)];
    expect(left([0, 1, 2, 3], [vma(0, 4)], changed)).toEqual([0, 1, 2, 3]);
  });

  it('begin empty where there was none, whatever stood there', () => {
    expect(left([0, 5], [vma(0, 4)], [vma(0, 6)])).toEqual([0]);
  });

  it('lose what another backing had mapped', () => {
    expect(left([0, 1], [vma(0, 2)], [file(0, 2, 0x8000)])).toEqual([]);
    expect(left([0, 1], [vma(0, 2)], [vma(0, 2, { shared: true })])).toEqual([]);
  });

  it('of a file keep the pages whose frames stay the same', () => {
    expect(left([0, 2], [file(0, 4, 0x8000)], [file(0, 2, 0x8000), file(2, 4, 0x8002)])).toEqual([
      0, 2,
    ]);
    expect(left([0, 2], [file(0, 4, 0x8000)], [file(0, 2, 0x8000), file(2, 4, 0x9000)])).toEqual([
      0,
    ]);
  });

  it('take the page tables with them in which no VMA is left', () => {
    const table = new PageTable();
    table.store(page(0), PTE, 1, Kind.ptePresent);
    table.store(page(512), PTE, 1, Kind.ptePresent);
    dropUnmapped(table, [vma(0, 513)], [vma(512, 513)]);
    expect(table.kind(table.slot(page(0), PMD))).toBe(Kind.none);
    expect(table.kind(table.slot(page(512), PTE))).toBe(Kind.ptePresent);
    dropUnmapped(table, [vma(512, 513)], []);
    expect(table.slot(BASE, PUD)).toBe(NO_SLOT);
  });

  it('take a huge page whole of which they lose a part, and are undone by a rollback', () => {
    const table = new PageTable();
    table.store(BASE, PMD, 512, Kind.pmdHuge);
    const mark = table.mark();
    dropUnmapped(table, [vma(0, 512)], [vma(0, 511)]);
    const slot = table.slot(BASE, PMD);
    expect([table.low(slot), table.high(slot)]).toEqual([0, 0]);
    table.rollback(mark);
    expect(table.kind(table.slot(BASE, PMD))).toBe(Kind.pmdHuge);
    expect(table.low(table.slot(BASE, PMD))).toBe(512);
  });

  it('of hugetlb keep their pages with another start, but not with pages of another size', () => {
    const huge = (level: typeof PMD | typeof PUD, from: number): Vma =>
      vma(from, 2 * TABLE, {
        backing: { kind: 'hugetlb', level, size: level === PMD ? PMD_SIZE : PUD_SIZE },
      });
    const kindAfter = (after: Vma): Kind | undefined => {
      const table = new PageTable();
      table.store(page(TABLE), PMD, TABLE, Kind.hugetlbPresent);
      dropUnmapped(table, [huge(PMD, 0)], [after]);
      const slot = table.slot(page(TABLE), PMD);
      return slot === NO_SLOT ? undefined : table.kind(slot);
    };
    expect(kindAfter(huge(PMD, TABLE))).toBe(Kind.hugetlbPresent);
    expect(kindAfter(huge(PUD, 0))).toBe(Kind.none);
    expect(kindAfter(vma(0, 2 * TABLE))).toBe(Kind.none);
  });

  it('keep what lies before and after them in the same tables', () => {
    const other = file(TABLE / 2, TABLE, 0x8000);
    const after = [vma(0, TABLE / 2), other, vma(TABLE, 2 * TABLE)];
    const pages = [0, TABLE / 2 - 1, TABLE / 2, TABLE - 1, TABLE];
    expect(left(pages, [vma(0, 2 * TABLE)], after)).toEqual([0, TABLE / 2 - 1, TABLE]);
  });

  it('take a table whole that lies in what they lose, whatever is mapped there then', () => {
    const table = new PageTable();
    for (const number of [0, TABLE, 2 * TABLE]) {
      table.store(page(number), PTE, 0, Kind.ptePresent);
    }
    const after = [vma(0, TABLE), file(TABLE, 2 * TABLE, 0x8000), vma(2 * TABLE, 3 * TABLE)];
    dropUnmapped(table, [vma(0, 3 * TABLE)], after);
    const tables = [0, TABLE, 2 * TABLE].map((number) => table.kind(table.slot(page(number), PMD)));
    expect(tables).toEqual([Kind.table, Kind.none, Kind.table]);
  });

  it('take a table of which they lose a part if no VMA is left in it, wherever others are', () => {
    const [before, after] = [vma(0, TABLE), vma(2 * TABLE, 3 * TABLE)];
    const table = new PageTable();
    for (const number of [0, TABLE + 4, 2 * TABLE]) {
      table.store(page(number), PTE, 1, Kind.ptePresent);
    }
    dropUnmapped(table, [before, vma(TABLE + 4, TABLE + 8), after], [before, after]);
    const kinds = [0, TABLE, 2 * TABLE].map((number) => table.kind(table.slot(page(number), PMD)));
    expect(kinds).toEqual([Kind.table, Kind.none, Kind.table]);
  });

  it('take a table of tables whole, beside one that is left', () => {
    const table = new PageTable();
    const next = TABLE * TABLE;
    for (const number of [0, next]) table.store(page(number), PTE, 1, Kind.ptePresent);
    const kept = vma(next, next + 1);
    dropUnmapped(table, [vma(0, next), kept], [kept]);
    const kinds = [0, next].map((number) => table.kind(table.slot(page(number), PUD)));
    expect(kinds).toEqual([Kind.none, Kind.table]);
  });

  it('take what they lose on both sides of a border of the top table, and nothing beyond', () => {
    const top = PGD_SIZE / PAGE_SIZE;
    const [border, next] = [top, 2 * top];
    const pages = [border - 1, border, next - 1, next];
    const kept = vma(next - 1, next + 1);
    expect(left(pages, [vma(border - 1, next - 1), kept], [kept])).toEqual([next - 1, next]);
    expect(left([border, next], [vma(border, next)], [])).toEqual([next]);
  });

  it('note no change where nothing stands', () => {
    const table = new PageTable();
    table.store(page(0), PTE, 1, Kind.ptePresent);
    const mark = table.mark();
    dropUnmapped(table, [vma(0, 1), vma(4, 8), vma(9 * TABLE, 10 * TABLE)], [vma(0, 1)]);
    expect(table.mark()).toBe(mark);
  });
});
