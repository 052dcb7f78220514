// SPDX-License-Identifier: GPL-2.0-or-later
import { describe, expect, it } from 'vitest';
import { attributeBits, highWord, Kind, lowWord, pfnOf } from '../../mm/entry';
import { NO_SLOT, PageTable } from '../../mm/page-table';
import {
  address,
  type Level,
  PAGE_SIZE,
  PGD,
  PGD_SIZE,
  PMD,
  PTE,
  PUD,
  pfn,
  RangePages,
} from '../../mm/units';

const AT = address(0x7f00_0020_3000);
const present = (frame: number): [number, number] => [
  lowWord(pfn(frame)),
  highWord(pfn(frame), attributeBits({ kind: Kind.ptePresent })),
];
const huge: [number, number] = [lowWord(pfn(512)), Kind.pmdHuge];

function kindAt(table: PageTable, level: Level, at = AT): number | undefined {
  const slot = table.slot(at, level);
  return slot === NO_SLOT ? undefined : table.kind(slot);
}

/** The first word that is another one; words that the second pool has not are 0. */
function firstOther(words: Uint32Array, others: Uint32Array): number {
  return words.findIndex((word, index) => word !== (others[index] ?? 0));
}

describe('storing', () => {
  it('begins without anything that could be undone', () => {
    const table = new PageTable();
    expect([table.mark(), kindAt(table, PGD)]).toEqual([0, Kind.none]);
  });

  it('makes every slot above an entry a table', () => {
    const table = new PageTable();
    table.store(AT, PTE, ...present(0x2000));
    expect([PGD, PUD, PMD].map((level) => kindAt(table, level))).toEqual(Array(3).fill(Kind.table));
    const slot = table.slot(AT, PTE);
    expect(pfnOf(table.low(slot), table.high(slot))).toBe(0x2000);
    const others = Array.from({ length: 512 }, (_, index) => table.kind(index));
    expect(others.filter((kind) => kind !== Kind.none)).toEqual([Kind.table]);
  });

  it('tells which slot each write was to', () => {
    const table = new PageTable();
    table.store(AT, PTE, ...present(0x2000));
    const slots = Array.from({ length: 5 }, (_, mark) => table.writtenAfter(mark));
    const made = [PGD, PUD, PMD, PTE].map((level) => table.slot(AT, level));
    expect([table.mark(), slots]).toEqual([4, [...made, 0]]);
    expect(table.writtenAfter(2 ** 20)).toBe(NO_SLOT);
  });

  it('keeps pfns of more than 32 bits', () => {
    const table = new PageTable();
    table.store(AT, PTE, ...present(2 ** 40 - 1));
    const slot = table.slot(AT, PTE);
    expect(pfnOf(table.low(slot), table.high(slot))).toBe(2 ** 40 - 1);
  });

  it('goes down anew to a table that may have gone since it was gone down to last', () => {
    const table = new PageTable();
    const next = address(AT + 4096);
    const found = (): (number | undefined)[] => [kindAt(table, PMD), kindAt(table, PTE, next)];
    table.store(AT, PTE, ...present(0x2000));
    table.store(address(0x7f00_0020_0000), PMD, ...huge);
    table.store(next, PTE, ...present(0x2001));
    expect(found()).toEqual([Kind.table, Kind.ptePresent]);
    table.store(address(0x7f00_0000_0000), PUD, lowWord(pfn(0)), Kind.pudDevmap);
    table.store(next, PTE, ...present(0x2002));
    expect(found()).toEqual([Kind.table, Kind.ptePresent]);
    table.rollback(0);
    table.store(next, PTE, ...present(0x2003));
    expect(found()).toEqual([Kind.table, Kind.ptePresent]);
    expect(kindAt(table, PTE)).toBe(Kind.none);
  });

  it('tells the slot of a page at hand only in the table that was gone down to last', () => {
    const table = new PageTable();
    const pages = new RangePages();
    pages.moveTo(AT);
    const slots = (): number[] =>
      [0, 1, 512 - 3, 512 ** 2, 512 ** 3].map((page) => table.pteAtHand(pages, page));
    expect(slots()).toEqual(Array(5).fill(NO_SLOT));
    table.makeSlot(AT, PTE);
    expect(slots()).toEqual([
      table.slot(AT, PTE),
      table.slot(address(AT + 4096), PTE),
      ...Array(3).fill(NO_SLOT),
    ]);
    table.store(address(0x7f00_0020_0000), PMD, ...huge);
    expect(slots()).toEqual(Array(5).fill(NO_SLOT));
  });

  it.each([0, 0x20_0000])(
    'has no slot at hand at 0x%x before any table was gone down to',
    (start) => {
      const table = new PageTable();
      const pages = new RangePages();
      pages.moveTo(address(start));
      expect(table.pteAtHand(pages, 3)).toBe(NO_SLOT);
    },
  );

  it('does not take the table of another PGD slot for that of a page after the end of one', () => {
    const table = new PageTable();
    const pages = new RangePages();
    table.makeSlot(address(3 * PGD_SIZE), PTE);
    pages.moveTo(address(2 * PGD_SIZE - PAGE_SIZE));
    expect([0, 1].map((page) => table.pteAtHand(pages, page))).toEqual([NO_SLOT, NO_SLOT]);
  });

  it('splits a huge page into an empty table when an entry comes below it', () => {
    const table = new PageTable();
    table.store(address(0x7f00_0020_0000), PMD, ...huge);
    table.store(AT, PTE, ...present(7));
    expect(kindAt(table, PMD)).toBe(Kind.table);
    expect(kindAt(table, PTE, address(0x7f00_0020_4000))).toBe(Kind.none);
  });

  it('keeps a table on which a table is stored', () => {
    const table = new PageTable();
    table.store(AT, PTE, ...present(7));
    table.store(address(0x7f00_0020_0000), PMD, 0, Kind.table);
    expect(kindAt(table, PTE)).toBe(Kind.ptePresent);
  });

  it('drops what was below when anything else is stored over a table', () => {
    for (const [low, high] of [huge, [0, Kind.none] as const]) {
      const table = new PageTable();
      table.store(AT, PTE, ...present(7));
      table.store(address(0x7f00_0020_0000), PMD, low, high);
      table.store(address(0x7f00_0020_0000), PMD, 0, Kind.table);
      expect(kindAt(table, PTE)).toBe(Kind.none);
    }
  });

  it('makes no table for none', () => {
    const table = new PageTable();
    table.store(AT, PTE, 0, Kind.none);
    expect(kindAt(table, PGD)).toBe(Kind.none);
  });

  it.each([0, 1, 2, 255])('reaches slot %i of the PGD', (index) => {
    const at = address(index * 2 ** 39);
    const table = new PageTable();
    table.store(at, PGD, 0, Kind.table);
    expect(kindAt(table, PGD, at)).toBe(Kind.table);
    table.store(at, PGD, 0, Kind.none);
    expect(kindAt(table, PGD, at)).toBe(Kind.none);
  });

  it('does nothing for none under a huge page', () => {
    const table = new PageTable();
    table.store(address(0x7f00_0020_0000), PMD, ...huge);
    table.store(AT, PTE, 0, Kind.none);
    expect(kindAt(table, PMD)).toBe(Kind.pmdHuge);
  });
});

describe('none below a huge page', () => {
  it.each([0, 1, 2, 3])('touches no table, whatever the huge page’s pfn (%i) is', (frame) => {
    const table = new PageTable();
    // Tables 1 and 2 exist; a pfn taken for the number of a table would lead into one of them.
    table.store(address(0x7f00_0020_0000), PMD, frame, Kind.pmdHuge);
    const before = table.words.slice();
    const mark = table.mark();
    for (let index = 0; index < 512; index++) {
      table.store(address(0x7f00_0020_0000 + index * 4096), PTE, 0, Kind.none);
    }
    expect(table.slot(AT, PTE)).toBe(NO_SLOT);
    expect(table.mark()).toBe(mark);
    expect(firstOther(table.words, before)).toBe(-1);
  });
});

describe('rolling back', () => {
  it('restores entries, replaced tables and the pool', () => {
    const table = new PageTable();
    table.store(AT, PTE, ...present(7));
    const mark = table.mark();
    const before = table.words.slice();
    table.store(address(0x7f00_0020_0000), PMD, ...huge);
    for (let index = 0; index < 40; index++) {
      table.store(address(index * 2 ** 30), PTE, ...present(index));
    }
    table.rollback(mark);
    expect(firstOther(table.words, before)).toBe(-1);
    expect(kindAt(table, PTE)).toBe(Kind.ptePresent);
    // New tables are others than those that are still there.
    table.store(address(0), PTE, ...present(9));
    expect(kindAt(table, PMD, address(0x7f00_0000_0000))).toBe(Kind.none);
  });

  it.each([255, 256, 257, 258, 600])('undoes %i changes of entries', (changes) => {
    const table = new PageTable();
    table.store(AT, PTE, ...present(7));
    const before = table.words.slice();
    const mark = table.mark();
    const slot = (index: number): number => table.pteSlot(table.slot(AT, PMD), AT) + (index % 300);
    for (let index = 0; index < changes; index++) table.write(slot(index), ...present(index + 8));
    expect(table.mark() - mark).toBe(changes);
    table.rollback(mark);
    expect(firstOther(table.words, before)).toBe(-1);
  });

  it('knows nothing of a change to what is there already', () => {
    const table = new PageTable();
    for (const [index, frame] of [7, 0xffff_ffff, 2 ** 44 - 1, 2 ** 43].entries()) {
      const at = address(index * 4096);
      table.store(at, PTE, ...present(frame));
      const mark = table.mark();
      table.store(at, PTE, ...present(frame));
      expect(table.mark()).toBe(mark);
      table.write(table.slot(at, PTE), ...present(8));
      expect(table.mark()).toBe(mark + 1);
    }
  });

  it('knows nothing of that after the pool has grown, either', () => {
    const table = new PageTable();
    for (let index = 0; index < 40; index++) {
      table.store(address(index * 2 ** 30), PTE, ...present(0xffff_ffff));
    }
    const mark = table.mark();
    table.store(address(2 ** 30), PTE, ...present(0xffff_ffff));
    expect(table.mark()).toBe(mark);
  });

  it.each([1, 256, 600])('passes over %i changes that are none of any slot', (changes) => {
    const table = new PageTable();
    table.store(address(0), PTE, ...present(7));
    const before = table.words.slice();
    const mark = table.mark();
    for (let index = 0; index < changes; index++) table.note();
    expect(table.mark() - mark).toBe(changes);
    table.rollback(mark);
    expect(firstOther(table.words, before)).toBe(-1);
  });

  it('knows nothing of what a walk is only shown', () => {
    const table = new PageTable();
    table.store(AT, PTE, ...present(7));
    const mark = table.mark();
    const show = (frame: number) => table.disguise(() => table.store(AT, PTE, ...present(frame)));
    show(8);
    expect([table.mark(), table.low(table.slot(AT, PTE))]).toEqual([mark, 8]);
    show(7);
    expect(table.mark()).toBe(mark);
    table.store(AT, PTE, ...present(9));
    expect(table.mark()).toBe(mark + 1);
    table.rollback(mark);
    expect([table.mark(), table.low(table.slot(AT, PTE))]).toEqual([mark, 7]);
  });

  it('hands out the same tables again', () => {
    const table = new PageTable();
    const mark = table.mark();
    const slots = [0, 1].map(() => {
      table.store(AT, PTE, ...present(7));
      const slot = table.slot(AT, PTE);
      table.rollback(mark);
      return slot;
    });
    expect(slots[0]).toBe(slots[1]);
  });
});
