// SPDX-License-Identifier: GPL-2.0-or-later
import type { SlotImage } from '../../mm/address-space';
import { KIND_MASK, Kind, kindOf } from '../../mm/entry';
import { type Address, type Level, SLOT_SIZE, slotStart } from '../../mm/units';
import { LEVEL_NAMES, rowOf } from '../scenario/entry-kinds';

/**
 * An entry at a lower level, in the slot of the range's start if it covered that, else at its own
 * start; undefined if it has nothing like it there.
 */
export function lowered(
  entry: SlotImage,
  level: Level,
  rangeStart: Address,
): SlotImage | undefined {
  const { lower } = rowOf(kindOf(entry.high));
  const name = lower[LEVEL_NAMES[level]];
  if (name === undefined || level >= entry.level) return undefined;
  const covers = slotStart(rangeStart, SLOT_SIZE[entry.level]) === entry.at;
  const at = covers ? slotStart(rangeStart, SLOT_SIZE[level]) : entry.at;
  return { ...entry, at, level, high: (entry.high & ~KIND_MASK) | Kind[name] };
}
