// SPDX-License-Identifier: GPL-2.0-or-later
import type { SlotImage } from '../../mm/address-space';
import { type Address, advance, PAGE_SIZE, PTE } from '../../mm/units';
import type { Scenario } from '../scenario/scenario';
import { mapEntries, withPlaces } from './edit';

/**
 * The range without its pages `[from, to)`, and without what stands in them: the pages after them move
 * down to close the gap, or those before it move up. Only addresses inside the range move, and only
 * those of PTEs: slots of higher levels stay.
 */
export function closeUp(
  scenario: Scenario,
  from: number,
  to: number,
  direction: 'down' | 'up',
): Scenario {
  const { mm, range } = scenario;
  const gap = new Gap(
    range.start,
    advance(range.start, PAGE_SIZE * from),
    advance(range.start, PAGE_SIZE * to),
    range.end,
    direction === 'down',
  );
  const isLeft = (entry: SlotImage): boolean => entry.level > PTE || !gap.holds(entry.at);
  const closed = withPlaces(mm, {
    vma: (vma) => {
      const bounds = { start: gap.moveBound(vma.start), end: gap.moveBound(vma.end) };
      return bounds.start < bounds.end ? { ...vma, ...bounds } : undefined;
    },
    page: (at) => (gap.holds(at) ? undefined : gap.movePage(at)),
  });
  const kept: Scenario = {
    ...scenario,
    mm: {
      ...closed,
      entries: mm.entries.filter(isLeft),
      events: closed.events.map((event) => ({ ...event, entries: event.entries.filter(isLeft) })),
      readEvents: mm.readEvents.map((event) => ({
        ...event,
        entries: event.entries.filter(isLeft),
      })),
    },
    range: {
      ...range,
      ...gap.closedRange,
      asks: range.asks.filter((_, page) => page < from || page >= to),
    },
  };
  return mapEntries(kept, (entry) =>
    entry.level > PTE ? entry : { ...entry, at: gap.movePage(entry.at) },
  );
}

/** The pages `[first, next)` of the range `[start, end)`, which are taken away. */
class Gap {
  private readonly bytes: number;

  constructor(
    private readonly start: Address,
    private readonly first: Address,
    private readonly next: Address,
    private readonly end: Address,
    private readonly down: boolean,
  ) {
    this.bytes = next - first;
  }

  get closedRange(): { readonly start: Address; readonly end: Address } {
    return this.down
      ? { start: this.start, end: advance(this.end, -this.bytes) }
      : { start: advance(this.start, this.bytes), end: this.end };
  }

  holds(at: Address): boolean {
    return this.first <= at && at < this.next;
  }

  /** Where a page comes to lie that is not in the gap. */
  movePage(at: Address): Address {
    if (this.down) return this.next <= at && at < this.end ? advance(at, -this.bytes) : at;
    return this.start <= at && at < this.first ? advance(at, this.bytes) : at;
  }

  /** Where a VMA's bound comes to lie; those in the gap meet where it closes. */
  moveBound(at: Address): Address {
    if (this.down) return this.holds(at) ? this.first : this.movePage(at);
    if (this.first <= at && at < this.next) return this.next;
    return this.start < at && at < this.first ? advance(at, this.bytes) : at;
  }
}
