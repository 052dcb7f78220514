// SPDX-License-Identifier: GPL-2.0-or-later
import { type SlotImage, slotImage } from '../../mm/address-space';
import { kindOf, PFN_HIGH_SHIFT, pfnOf } from '../../mm/entry';
import type { PageTable } from '../../mm/page-table';
import {
  type Address,
  type Level,
  PGD,
  PMD,
  PTE,
  PUD,
  pagesBetween,
  SLOT_SIZE,
  slotStart,
} from '../../mm/units';
import { hasFrame } from '../scenario/entry-kinds';

/** What the high word of an entry says besides the pfn: kind, flags, owner. */
export const ATTRIBUTES = (1 << PFN_HIGH_SHIFT) - 1;

const DOWNWARDS: readonly Level[] = [PGD, PUD, PMD, PTE];

/** The slot that decides about an address: the first one, from the PGD down, that is no table. */
export function slotAt(table: PageTable, at: Address): SlotImage {
  let level: Level = PGD;
  let slot = table.slot(at, level);
  for (const lower of DOWNWARDS) {
    level = lower;
    slot = table.slot(at, level);
    if (!table.isTable(slot)) break;
  }
  const start = slotStart(at, SLOT_SIZE[level]);
  return slotImage(start, level, table.low(slot), table.high(slot));
}

/** The pfn that a slot has for an address in it, whatever its kind; undefined if it has none. */
export function pfnIn(slot: SlotImage, at: Address): number | undefined {
  if (!hasFrame(kindOf(slot.high))) return undefined;
  return pfnOf(slot.low, slot.high) + pagesBetween(slot.at, at);
}
