// SPDX-License-Identifier: GPL-2.0-or-later
import type { SlotImage } from '../../mm/address-space';
import { Kind, kindOf } from '../../mm/entry';
import { type Address, advance, PAGE_SIZE, PMD_SIZE, PTE, slotStart } from '../../mm/units';
import type { Scenario } from '../scenario/scenario';

/**
 * The scenario with its pages in reverse order: entries, requests and failing pages. Undefined
 * where that is another address space: only ranges of PTEs in one table and one anonymous VMA,
 * with nobody else about, look the same from both ends.
 */
export function mirrored(scenario: Scenario): Scenario | undefined {
  const { mm, range } = scenario;
  const [vma] = mm.vmas;
  if (range.asks.length < 2 || mm.vmas.length !== 1 || mm.events.length > 0) return undefined;
  if (vma === undefined || vma.backing.kind !== 'anon') return undefined;
  if (vma.start > range.start || vma.end < range.end) return undefined;
  if (range.end > advance(slotStart(range.start, PMD_SIZE), PMD_SIZE)) return undefined;
  if (!mm.entries.every((entry) => isPteIn(entry, range.start, range.end))) return undefined;
  const mirror = (at: Address): Address => advance(range.start, range.end - PAGE_SIZE - at);
  return {
    ...scenario,
    mm: {
      ...mm,
      entries: mm.entries.map((entry) =>
        entry.level === PTE ? { ...entry, at: mirror(entry.at) } : entry,
      ),
      faultErrors: new Map([...mm.faultErrors].map(([at, error]) => [mirror(at), error])),
    },
    range: { ...range, asks: range.asks.toReversed() },
  };
}

function isPteIn({ at, level, high }: SlotImage, start: Address, end: Address): boolean {
  return level === PTE ? at >= start && at < end : kindOf(high) === Kind.table;
}
