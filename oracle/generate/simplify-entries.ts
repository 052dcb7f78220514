// SPDX-License-Identifier: GPL-2.0-or-later
import type { SlotImage } from '../../mm/address-space';
import {
  Kind,
  OWNER_MASK,
  OWNER_SHIFT,
  ownerOf,
  PROTNONE_BIT,
  SPECIAL_BIT,
  WRITE_BIT,
} from '../../mm/entry';
import { type Address, PGD, PMD, PTE, PUD, SLOT_SIZE, slotStart } from '../../mm/units';
import type { Scenario } from '../scenario/scenario';
import { allEntries, mapEntries, shorter, withMm } from './edit';
import { lowered } from './lower-entry';

/** Up to this many entries of a list are examined one by one; more are thinned out first. */
const SINGLY = 48;
const ABOVE_PTE = [PGD, PUD, PMD] as const;
const ATTRIBUTES = [WRITE_BIT, PROTNONE_BIT, SPECIAL_BIT] as const;

/** Fewer entries. */
export function* fewerEntries(scenario: Scenario): Iterable<Scenario> {
  for (const entries of shorter(scenario.mm.entries)) yield withMm(scenario, { entries });
}

/** Each entry as a table, as one of a lower level, or with fewer attributes. */
export function* simplerEntries(scenario: Scenario): Iterable<Scenario> {
  const { mm, range } = scenario;
  for (const entries of withOneSimpler(mm.entries, range.start))
    yield withMm(scenario, { entries });
  for (const [place, event] of mm.events.entries()) {
    for (const entries of withOneSimpler(event.entries, range.start)) {
      yield withMm(scenario, { events: mm.events.with(place, { ...event, entries }) });
    }
  }
  for (const [place, event] of mm.readEvents.entries()) {
    for (const entries of withOneSimpler(event.entries, range.start)) {
      yield withMm(scenario, { readEvents: mm.readEvents.with(place, { ...event, entries }) });
    }
  }
}

function* withOneSimpler(
  entries: readonly SlotImage[],
  start: Address,
): Iterable<readonly SlotImage[]> {
  for (const [index, entry] of entries.slice(0, SINGLY).entries()) {
    for (const simpler of simplerVersions(entry, start)) yield entries.with(index, simpler);
  }
}

function* simplerVersions(entry: SlotImage, start: Address): Iterable<SlotImage> {
  for (const level of ABOVE_PTE) {
    if (level < entry.level) continue;
    const at = slotStart(entry.at, SLOT_SIZE[level]);
    yield { at, level, low: 0, high: Kind.table };
  }
  for (const level of [PTE, PMD, PUD] as const) {
    const lower = lowered(entry, level, start);
    if (lower !== undefined) yield lower;
  }
  for (const bit of ATTRIBUTES) {
    if ((entry.high & bit) !== 0) yield { ...entry, high: entry.high & ~bit };
  }
}

/** No owner for the range; or 1 or 2 for one of the owners, and for all that have it. */
export function* simplerOwners(scenario: Scenario): Iterable<Scenario> {
  const { range } = scenario;
  if (range.owner !== 0) yield { ...scenario, range: { ...range, owner: 0 } };
  for (const owner of ownersAboveOne(scenario)) {
    yield swapped(scenario, owner, 1);
    if (owner > 2) yield swapped(scenario, owner, 2);
  }
}

/** Two owners change places: what was equal stays equal, and what was not does too. */
function swapped(scenario: Scenario, owner: number, other: number): Scenario {
  const { range } = scenario;
  const swap = (old: number): number => (old === owner ? other : old === other ? owner : old);
  const entries = mapEntries(scenario, (entry) => withOwner(entry, swap(ownerOf(entry.high))));
  return { ...entries, range: { ...range, owner: swap(range.owner) } };
}

function ownersAboveOne({ mm, range }: Scenario): ReadonlySet<number> {
  const entries = allEntries(mm);
  const owners = new Set([range.owner, ...entries.map(({ high }) => ownerOf(high))]);
  owners.delete(0);
  owners.delete(1);
  return owners;
}

function withOwner(entry: SlotImage, owner: number): SlotImage {
  const others = entry.high & ~(OWNER_MASK << OWNER_SHIFT);
  return { ...entry, high: others | (owner << OWNER_SHIFT) };
}
