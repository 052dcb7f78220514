// SPDX-License-Identifier: GPL-2.0-or-later
import type { AddressSpaceImage, SlotImage } from '../../mm/address-space';
import type { Vma } from '../../mm/image';
import { Ask, type RangeRequest } from '../../mm/range';
import type { Address } from '../../mm/units';
import type { Scenario } from '../scenario/scenario';

/** One way to make scenarios simpler: candidates, the boldest first; they may break rules. */
export type ShrinkStep = (scenario: Scenario) => Iterable<Scenario>;

/** The scenario with another address space. */
export function withMm(scenario: Scenario, changes: Partial<AddressSpaceImage>): Scenario {
  return { ...scenario, mm: { ...scenario.mm, ...changes } };
}

/** The entries of an address space and of all events, in the order of {@link mapEntries}. */
export function allEntries({ entries, events, readEvents }: AddressSpaceImage): SlotImage[] {
  return [...entries, ...[...events, ...readEvents].flatMap((event) => event.entries)];
}

/** The scenario with each of its entries changed, those of events too. */
export function mapEntries(scenario: Scenario, change: (entry: SlotImage) => SlotImage): Scenario {
  const { entries, events, readEvents } = scenario.mm;
  return withMm(scenario, {
    entries: entries.map(change),
    events: events.map((event) => ({ ...event, entries: event.entries.map(change) })),
    readEvents: readEvents.map((event) => ({ ...event, entries: event.entries.map(change) })),
  });
}

/** The scenario with another range request. */
export function withRange(scenario: Scenario, changes: Partial<RangeRequest>): Scenario {
  return { ...scenario, range: { ...scenario.range, ...changes } };
}

/** The scenario with a range that is only reported. */
export function askingNothing(scenario: Scenario): Scenario {
  const asks = new Uint8Array(scenario.range.asks.length);
  return withRange(scenario, { defaults: Ask.nothing, mask: Ask.nothing, asks });
}

/**
 * The list without all, without each half, each quarter and so on, without each single item: many
 * items go in few steps, and one that must stay is found by halving.
 */
export function* shorter<Item>(list: readonly Item[]): Iterable<readonly Item[]> {
  for (let size = list.length; size >= 1; size = size === 1 ? 0 : Math.ceil(size / 2)) {
    for (let from = 0; from < list.length; from += size) {
      yield [...list.slice(0, from), ...list.slice(from + size)];
    }
  }
}

/** What has an address, or two, besides entries. */
interface Places {
  /** Another place for a VMA; undefined if nothing is left of it. */
  vma(vma: Vma): Vma | undefined;
  /** Another place for a page; undefined if it is gone. */
  page(at: Address): Address | undefined;
}

/** An address space with all VMAs and pages that it names, but entries, at other places. */
export function withPlaces(mm: AddressSpaceImage, { vma, page }: Places): AddressSpaceImage {
  const vmas = (old: readonly Vma[]): readonly Vma[] => old.flatMap((one) => vma(one) ?? []);
  const pages = <Value>(old: ReadonlyMap<Address, Value>): ReadonlyMap<Address, Value> => {
    const moved = [...old].flatMap(([at, value]): [Address, Value][] => {
      const to = page(at);
      return to === undefined ? [] : [[to, value]];
    });
    return new Map(moved);
  };
  const { faultErrors, lockDrops, noProgress, events } = mm;
  return {
    ...mm,
    vmas: vmas(mm.vmas),
    faultErrors: pages(faultErrors),
    ...(lockDrops === undefined ? {} : { lockDrops: pages(lockDrops) }),
    ...(noProgress === undefined ? {} : { noProgress: pages(noProgress) }),
    events: events.map((event) => ({
      ...event,
      ...(event.vmas === undefined ? {} : { vmas: vmas(event.vmas) }),
      ...(event.filePages === undefined ? {} : { filePages: pages(event.filePages) }),
    })),
  };
}
