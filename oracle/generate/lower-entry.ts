// SPDX-License-Identifier: GPL-2.0-or-later
import type { SlotImage } from '../../mm/address-space';
import { KIND_MASK, Kind, kindOf } from '../../mm/entry';
import { type Address, type Level, PMD, PTE, PUD, SLOT_SIZE, slotStart } from '../../mm/units';

type KindsByLevel = Readonly<Partial<Record<Level, Kind>>>;

/** By kind, the same at lower levels, as near as can be. */
const LOWER_KINDS: ReadonlyMap<Kind, KindsByLevel> = new Map<Kind, KindsByLevel>([
  [Kind.none, { [PTE]: Kind.none, [PMD]: Kind.none, [PUD]: Kind.none }],
  [Kind.table, { [PMD]: Kind.table, [PUD]: Kind.table }],
  [Kind.pmdHuge, { [PTE]: Kind.ptePresent }],
  [Kind.pmdDevmap, { [PTE]: Kind.ptePresent }],
  [Kind.pmdMigration, { [PTE]: Kind.pteMigration }],
  [Kind.pudDevmap, { [PTE]: Kind.ptePresent, [PMD]: Kind.pmdDevmap }],
  [Kind.hugetlbPresent, { [PTE]: Kind.ptePresent, [PMD]: Kind.hugetlbPresent }],
  [Kind.hugetlbMigration, { [PTE]: Kind.pteMigration, [PMD]: Kind.hugetlbMigration }],
  [Kind.hugetlbHwpoison, { [PTE]: Kind.pteHwpoison, [PMD]: Kind.hugetlbHwpoison }],
]);

/**
 * An entry at a lower level, in the slot of the range's start if it covered that, else at its own
 * start; undefined if it has nothing like it there.
 */
export function lowered(
  entry: SlotImage,
  level: Level,
  rangeStart: Address,
): SlotImage | undefined {
  const kind = LOWER_KINDS.get(kindOf(entry.high))?.[level];
  if (kind === undefined || level >= entry.level) return undefined;
  const covers = slotStart(rangeStart, SLOT_SIZE[entry.level]) === entry.at;
  const at = covers ? slotStart(rangeStart, SLOT_SIZE[level]) : entry.at;
  return { ...entry, at, level, high: (entry.high & ~KIND_MASK) | kind };
}
