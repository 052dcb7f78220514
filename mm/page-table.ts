// SPDX-License-Identifier: GPL-2.0-or-later
import { KIND_MASK, Kind, kindOf } from './entry';
import {
  type Address,
  type Level,
  LOG_PAGES_PER_TABLE,
  PAGE_SIZE,
  PAGES_PER_TABLE,
  type PageNumber,
  PGD,
  PGD_SIZE,
  PMD,
  PMD_SIZE,
  PTE,
  PUD,
  type RangePages,
} from './units';

/** The number of a slot in the pool of tables, or {@link NO_SLOT}. */
export type Slot = number;
/** A table above the slot is missing. */
export const NO_SLOT: Slot = -1;

const INDEX_MASK = PAGES_PER_TABLE - 1;
const LOG_PUD_PAGES = 2 * LOG_PAGES_PER_TABLE;
const LOG_PMDS_PER_PGD = 2 * LOG_PAGES_PER_TABLE;
const PMDS_PER_PGD_MASK = (1 << LOG_PMDS_PER_PGD) - 1;
/** No PMD slot has this number. */
const NO_PMD = -1;
const LOG_STRIDE = 3;

/**
 * A four-level page table in one pool of 512-slot tables (table 0 is the PGD), two 32-bit words a
 * slot (see `entry.ts`).
 *
 * Every write is noted in an undo log, so a side leaves no trace for the next one: `rollback`
 * writes the old words back instead of loading the address space again. Tables beyond `tableCount`
 * are all zero at any time, because rolling back undoes every write that was made in them.
 */
export class PageTable {
  /** Word 2s is the low word of slot s, 2s + 1 its high one. Replaced when the pool grows. */
  words: Uint32Array = new Uint32Array(8 * PAGES_PER_TABLE * 2);
  private tableCount = 1;
  private log = new Int32Array(256 * LOG_STRIDE);
  private logged = 0;
  /** How many of the writes in the log were disguises. */
  private disguises = 0;
  /**
   * The PTE table that was gone down to last, by the number of its PMD slot among all of the address space, and its
   * first slot: neighbouring pages mostly follow each other. Forgotten when any table may have gone.
   */
  private lastPmd = NO_PMD;
  private lastPtes: Slot = NO_SLOT;

  /** The slot for this address at a level, if all tables above it exist. */
  slot(at: Address, level: Level): Slot {
    return this.slotIn((at / PGD_SIZE) | 0, (at / PAGE_SIZE) | 0, level);
  }

  /** The slot for this address; tables above it are made, and replace what is none. */
  makeSlot(at: Address, level: Level): Slot {
    return this.makeSlotIn((at / PGD_SIZE) | 0, (at / PAGE_SIZE) | 0, level);
  }

  /** The slot at a place of the table that a slot points to. */
  slotBelow(table: Slot, index: number): Slot {
    return this.child(table) + index;
  }

  /** As {@link slot}, for a page of a range. */
  slotOf(pages: RangePages, page: PageNumber, level: Level): Slot {
    return this.slotIn(pages.pgdSlot(page), pages.placeOf(page), level);
  }

  /** As {@link makeSlot}, for a page of a range. */
  makeSlotOf(pages: RangePages, page: PageNumber, level: Level): Slot {
    return this.makeSlotIn(pages.pgdSlot(page), pages.placeOf(page), level);
  }

  /** The PTE slot of a page, if its table is the one that was gone down to last; {@link NO_SLOT} says nothing. */
  pteAtHand(pages: RangePages, page: PageNumber): Slot {
    const place = pages.placeOf(page);
    const atHand = numberOfPmd(pages.pgdSlot(page), place) === this.lastPmd;
    return atHand ? this.lastPtes + (place & INDEX_MASK) : NO_SLOT;
  }

  /** @param place the number of the page in its PGD slot; what stands in higher bits does not count. */
  private slotIn(pgd: Slot, place: number, level: Level): Slot {
    if (level === PGD) return pgd;
    if (!this.isTable(pgd)) return NO_SLOT;
    const pud = this.child(pgd) + ((place >> LOG_PUD_PAGES) & INDEX_MASK);
    if (level === PUD) return pud;
    if (!this.isTable(pud)) return NO_SLOT;
    const pmd = this.child(pud) + ((place >> LOG_PAGES_PER_TABLE) & INDEX_MASK);
    if (level === PMD) return pmd;
    if (!this.isTable(pmd)) return NO_SLOT;
    return this.child(pmd) + (place & INDEX_MASK);
  }

  private makeSlotIn(pgd: Slot, place: number, level: Level): Slot {
    if (level === PGD) return pgd;
    const number = numberOfPmd(pgd, place);
    if (level === PTE && number === this.lastPmd) return this.lastPtes + (place & INDEX_MASK);
    const pud = this.makeTable(pgd) + ((place >> LOG_PUD_PAGES) & INDEX_MASK);
    if (level === PUD) return pud;
    const pmd = this.makeTable(pud) + ((place >> LOG_PAGES_PER_TABLE) & INDEX_MASK);
    if (level === PMD) return pmd;
    this.lastPtes = this.makeTable(pmd);
    this.lastPmd = number;
    return this.lastPtes + (place & INDEX_MASK);
  }

  /** The PTE slot for this address, given its PMD slot, which must be a table. */
  pteSlot(pmd: Slot, at: Address): Slot {
    return this.child(pmd) + ((at / PAGE_SIZE) & INDEX_MASK);
  }

  /** The PMD slot for this address, given its PUD slot, which must be a table. */
  pmdSlot(pud: Slot, at: Address): Slot {
    return this.child(pud) + ((at / PMD_SIZE) & INDEX_MASK);
  }

  low(slot: Slot): number {
    return this.words[2 * slot] ?? 0;
  }

  high(slot: Slot): number {
    return this.words[2 * slot + 1] ?? 0;
  }

  kind(slot: Slot): Kind {
    return kindOf(this.high(slot));
  }

  isTable(slot: Slot): boolean {
    return (this.high(slot) & KIND_MASK) === Kind.table;
  }

  /**
   * Stores an entry as a document says it: `none` never makes a table, a table on a table keeps it,
   * anything else over a table drops what was below.
   */
  store(at: Address, level: Level, low: number, high: number): void {
    const kind = high & KIND_MASK;
    if (kind === Kind.none) {
      const slot = this.slot(at, level);
      if (slot !== NO_SLOT) this.write(slot, 0, 0);
    } else if (kind === Kind.table) {
      this.makeTable(this.makeSlot(at, level));
    } else {
      this.write(this.makeSlot(at, level), low, high);
    }
  }

  /**
   * Replaces both words of a slot; the old ones go to the undo log. Words that are there already
   * change nothing, so that {@link mark} tells whether anything changed.
   */
  write(slot: Slot, low: number, high: number): void {
    const oldLow = this.low(slot);
    const oldHigh = this.high(slot);
    if (oldLow === low >>> 0 && oldHigh === high >>> 0) return;
    if ((oldHigh & KIND_MASK) === Kind.table) this.lastPmd = NO_PMD;
    const note = this.noteOf(slot);
    const words = this.words;
    this.log[note + 1] = oldLow;
    this.log[note + 2] = oldHigh;
    words[2 * slot] = low;
    words[2 * slot + 1] = high;
  }

  /** Notes a change that is none of any slot: {@link mark} is another one after it. */
  note(): void {
    this.noteOf(NO_SLOT);
  }

  /** Where in the log a further note is, with its slot. */
  private noteOf(slot: Slot): number {
    if ((this.logged + 1) * LOG_STRIDE > this.log.length) this.log = grown(this.log);
    const note = this.logged++ * LOG_STRIDE;
    this.log[note] = slot;
    return note;
  }

  /**
   * Writes something that a walk is shown in place of what there is, or takes that back: {@link mark} stays the
   * same. Only a mark that was taken before the first disguise can be rolled back to.
   */
  disguise(write: () => void): void {
    const { logged } = this;
    write();
    this.disguises += this.logged - logged;
  }

  /** A point in the history of changes, for {@link rollback}; the same one if nothing changed since. */
  mark(): number {
    return this.logged - this.disguises;
  }

  /** The slot that was written after this many writes; marks count them. */
  writtenAfter(mark: number): Slot {
    return this.log[mark * LOG_STRIDE] ?? NO_SLOT;
  }

  /** Undoes every write since the mark; mark 0 is the empty page table. */
  rollback(mark: number): void {
    const { words, log } = this;
    this.lastPmd = NO_PMD;
    for (let note = this.logged - 1; note >= mark; note--) {
      const slot = log[note * LOG_STRIDE] ?? 0;
      if (slot === NO_SLOT) continue;
      // Only making a table writes one, and writes are undone in reverse: it was the last one made.
      if (this.isTable(slot)) this.tableCount = this.low(slot);
      words[2 * slot] = log[note * LOG_STRIDE + 1] ?? 0;
      words[2 * slot + 1] = log[note * LOG_STRIDE + 2] ?? 0;
    }
    this.logged = mark;
    this.disguises = 0;
  }

  private child(slot: Slot): Slot {
    return this.low(slot) * PAGES_PER_TABLE;
  }

  /** The first slot of the table that this slot points to; it is made if it is not there. */
  private makeTable(slot: Slot): Slot {
    if (this.isTable(slot)) return this.child(slot);
    const table = this.tableCount++;
    if (this.tableCount * PAGES_PER_TABLE * 2 > this.words.length) this.words = grown(this.words);
    this.write(slot, table, Kind.table);
    return table * PAGES_PER_TABLE;
  }
}

/** The number of the PMD slot of a page among all of the address space. */
function numberOfPmd(pgd: Slot, place: number): number {
  return (pgd << LOG_PMDS_PER_PGD) | ((place >> LOG_PAGES_PER_TABLE) & PMDS_PER_PGD_MASK);
}

function grown<Words extends Int32Array | Uint32Array>(words: Words): Words;
function grown(words: Int32Array | Uint32Array): Int32Array | Uint32Array {
  const larger =
    words instanceof Int32Array
      ? new Int32Array(words.length * 2)
      : new Uint32Array(words.length * 2);
  larger.set(words);
  return larger;
}
