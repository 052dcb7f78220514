// SPDX-License-Identifier: GPL-2.0-or-later
import type { SlotImage } from '../../mm/address-space';
import {
  type Address,
  advance,
  PAGE_SIZE,
  PGD_SIZE,
  PMD_SIZE,
  PUD_SIZE,
  SLOT_SIZE,
  slotStart,
} from '../../mm/units';
import type { Scenario } from '../scenario/scenario';
import { mapEntries, withPlaces, withRange } from './edit';
import { CANONICAL_BASE } from './window';

const UNITS = [PAGE_SIZE, PMD_SIZE, PUD_SIZE, PGD_SIZE] as const;

/** The range alone moved to the start of its slot, or of a VMA. */
export function* movedRange(scenario: Scenario): Iterable<Scenario> {
  const { mm, range } = scenario;
  const starts = [slotStart(range.start, PUD_SIZE), slotStart(range.start, PMD_SIZE)];
  for (const start of [...starts, ...mm.vmas.map((vma) => vma.start)]) {
    if (start === range.start) continue;
    yield withRange(scenario, { start, end: advance(range.end, start - range.start) });
  }
}

/**
 * Everything moved so that the range's first page, or the slot of some level that holds it, comes
 * to lie at the canonical base.
 */
export function* translated(scenario: Scenario): Iterable<Scenario> {
  const { start } = scenario.range;
  for (const unit of UNITS) {
    const bytes = CANONICAL_BASE - slotStart(start, unit);
    if (bytes !== 0) yield moveBy(scenario, bytes);
  }
}

/** All addresses `bytes` further on; some may be none any more, which the caller must check. */
function moveBy(scenario: Scenario, bytes: number): Scenario {
  const { range } = scenario;
  const move = (at: Address): Address => advance(at, bytes);
  const start = move(range.start);
  // An entry comes to lie as many slots of its level from the range as before: the table over the
  // range stays over it, even if that moved by less than the table's slot.
  const moveEntry = (entry: SlotImage): SlotImage => {
    const size = SLOT_SIZE[entry.level];
    const offset = entry.at - slotStart(range.start, size);
    return { ...entry, at: advance(slotStart(start, size), offset) };
  };
  const moved = mapEntries(scenario, moveEntry);
  return {
    ...moved,
    mm: {
      ...withPlaces(moved.mm, {
        vma: (vma) => ({ ...vma, start: move(vma.start), end: move(vma.end) }),
        page: move,
      }),
    },
    range: { ...range, start, end: move(range.end) },
  };
}
