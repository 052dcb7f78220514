// SPDX-License-Identifier: GPL-2.0-or-later
import type { SlotImage } from '../../mm/address-space';
import { Kind, kindOf } from '../../mm/entry';
import { PTE, SLOT_SIZE } from '../../mm/units';
import type { Scenario } from '../../oracle/scenario/scenario';

/** No kernel has it: where a VMA ends within a huge page, the page's mapping is split. */
export type CutLeaf = 'huge page across the end of a VMA';

/**
 * Whether the range sees a huge mapping on both sides of a VMA's end. The document can say it, and the
 * model walks it; the order of its words then leads to pages that are not of that mapping, which no driver
 * can know.
 */
export function hasCutLeaf({ mm, range }: Scenario): boolean {
  const bounds = mm.vmas
    .flatMap(({ start, end }) => [start, end])
    .filter((bound) => range.start < bound && bound < range.end);
  if (bounds.length === 0) return false;
  const isCut = ({ at, level, high }: SlotImage): boolean => {
    if (level === PTE) return false;
    const kind = kindOf(high);
    if (kind === Kind.none || kind === Kind.table) return false;
    return bounds.some((bound) => at < bound && bound < at + SLOT_SIZE[level]);
  };
  return mm.entries.some(isCut) || mm.events.some(({ entries }) => entries.some(isCut));
}
