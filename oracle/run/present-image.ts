// SPDX-License-Identifier: GPL-2.0-or-later
import {
  type AddressSpace,
  type AddressSpaceImage,
  type SlotImage,
  slotImage,
  type ThreadEvent,
} from '../../mm/address-space';
import { Kind } from '../../mm/entry';
import { NO_SLOT, type PageTable, type Slot } from '../../mm/page-table';
import {
  ADDRESS_ZERO,
  type Address,
  advance,
  type Level,
  PAGES_PER_TABLE,
  PGD,
  PMD,
  PTE,
  PUD,
  SLOT_SIZE,
} from '../../mm/units';

/**
 * An image of what an address space is now, which may be something else than what it was loaded
 * from: a tree runs in another process, and is told by an image.
 */
export function presentImage(space: AddressSpace): AddressSpaceImage {
  if (space.isAsLoaded) return space.image;
  const entries: SlotImage[] = [];
  addEntries(space.table, 0, ADDRESS_ZERO, PGD, entries);
  const { image, vmas, nextPfn } = space;
  return { ...image, vmas, nextPfn, entries, events: [...replacedFiles(space), ...image.events] };
}

/**
 * What other threads have made of files, which an image can say as an event alone: it empties the slots of the
 * pages, so it stores what is there now, too.
 */
function replacedFiles({ replacedFilePages, table }: AddressSpace): readonly ThreadEvent[] {
  if (replacedFilePages === null) return [];
  const entries = [...replacedFilePages.keys()].flatMap((at) => {
    const slot = table.slot(at, PTE);
    if (slot === NO_SLOT) return [];
    return [slotImage(at, PTE, table.low(slot), table.high(slot))];
  });
  return [{ beforeWalk: 1, invalidate: false, entries, filePages: replacedFilePages }];
}

/** By level. */
const BELOW = [PTE, PTE, PMD, PUD] as const;

function addEntries(
  table: PageTable,
  first: Slot,
  start: Address,
  level: Level,
  entries: SlotImage[],
): void {
  for (let index = 0; index < PAGES_PER_TABLE; index++) {
    const slot = first + index;
    const high = table.high(slot);
    if (high === Kind.none && table.low(slot) === 0) continue;
    const at = advance(start, index * SLOT_SIZE[level]);
    entries.push(slotImage(at, level, table.low(slot), high));
    if (table.isTable(slot)) {
      addEntries(table, table.low(slot) * PAGES_PER_TABLE, at, BELOW[level], entries);
    }
  }
}
