// SPDX-License-Identifier: GPL-2.0-or-later
import type { AddressSpace } from '../../mm/address-space';
import {
  highWord,
  type Kind,
  kindOf,
  lowWord,
  PROTNONE_BIT,
  pfnOf,
  WRITE_BIT,
} from '../../mm/entry';
import { NO_SLOT, type PageTable, type Slot } from '../../mm/page-table';
import { type Address, type Level, type Pfn, PGD, PMD, PTE, PUD } from '../../mm/units';

/** What stands for an address in a page table: its PTE, or what ends the way there. */
export interface Leaf {
  readonly level: Level;
  /** None if a table above it is missing. */
  readonly slot: Slot;
  readonly kind: Kind;
  readonly low: number;
  readonly high: number;
}

/** Goes down a page table as far as there are tables. */
export function leafOf(table: PageTable, at: Address): Leaf {
  for (const level of [PGD, PUD, PMD, PTE]) {
    const slot = table.slot(at, level);
    if (level !== PTE && table.isTable(slot)) continue;
    const high = slot === NO_SLOT ? 0 : table.high(slot);
    const low = slot === NO_SLOT ? 0 : table.low(slot);
    return { level, slot, kind: kindOf(high), low, high };
  }
  throw new RangeError(`"at" expected an address, got ${at}`);
}

/** Whether the processor may write by an entry. */
export function isWritable({ high }: Leaf): boolean {
  return (high & WRITE_BIT) !== 0;
}

/** Whether the processor may not access a page by its entry, which is there (NUMA hinting). */
export function isProtnone({ high }: Leaf): boolean {
  return (high & PROTNONE_BIT) !== 0;
}

/** The pfn in an entry. */
export function leafFrame({ low, high }: Leaf): number {
  return pfnOf(low, high);
}

/** Fills a slot with an entry: its frame, its kind and its bits. */
export function putEntry(space: AddressSpace, slot: Slot, frame: Pfn, attributes: number): void {
  space.table.write(slot, lowWord(frame), highWord(frame, attributes));
}
