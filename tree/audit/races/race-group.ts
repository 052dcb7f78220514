// SPDX-License-Identifier: GPL-2.0-or-later
import type { ReadEvent, SlotImage } from '../../../mm/address-space';
import { address } from '../../../mm/units';
import { type Scenario, variantOf } from '../../../oracle/scenario/scenario';
import { isLevel } from '../../side/numbers';
import type { LoggedRead } from '../../wire/reply-batch';
import { entriesFor, isInvalidated } from './slot-changes';

/** One change of one slot, at each moment at which a tree could see it. */
export interface RaceGroup {
  /** The scenario without the change. */
  readonly scenario: Scenario;
  /** What stood in the slot, and what stands there then. */
  readonly old: SlotImage;
  readonly entry: SlotImage;
  readonly invalidate: boolean;
  /** By tree: the reads of the slot, from 1, at which nobody holds the slot's lock. */
  readonly reads: readonly [before: readonly number[], after: readonly number[]];
  /** The reads of the tree after under the lock: no other thread acts there, but code may expect it. */
  readonly lockedReads: readonly number[];
}

/** A slot as a tree read it. */
interface ReadSlot {
  readonly old: SlotImage;
  readonly free: number[];
  readonly locked: number[];
}

/** All changes of a scenario's entries within a walk, one at a time. */
export function groupsOf(
  scenario: Scenario,
  before: readonly LoggedRead[],
  after: readonly LoggedRead[],
): readonly RaceGroup[] {
  const [one, other] = [slotsOf(before), slotsOf(after)];
  const places = new Set([...one.keys(), ...other.keys()]);
  return [...places].flatMap((place): RaceGroup[] => {
    const [left, right] = [one.get(place), other.get(place)];
    const old = (left ?? right)?.old;
    if (old === undefined) return [];
    return entriesFor(old, scenario).map((entry) => ({
      ...{ scenario, old, entry, invalidate: isInvalidated(old) },
      reads: [left?.free ?? [], right?.free ?? []],
      lockedReads: right?.locked ?? [],
    }));
  });
}

/** One change of a scenario's entries, at each moment; undefined if neither tree reads its slot. */
export function groupOf(
  scenario: Scenario,
  { entry, invalidate }: Pick<RaceGroup, 'entry' | 'invalidate'>,
  before: readonly LoggedRead[],
  after: readonly LoggedRead[],
): RaceGroup | undefined {
  const place = entry.at + entry.level;
  const [left, right] = [slotsOf(before).get(place), slotsOf(after).get(place)];
  const old = (left ?? right)?.old;
  if (old === undefined) return undefined;
  const reads: RaceGroup['reads'] = [left?.free ?? [], right?.free ?? []];
  return { scenario, old, entry, invalidate, reads, lockedReads: [] };
}

function slotsOf(reads: readonly LoggedRead[]): ReadonlyMap<number, ReadSlot> {
  const slots = new Map<number, ReadSlot & { count: number }>();
  for (const { at, level, low, high, locked } of reads) {
    if (!isLevel(level)) continue;
    const place = at + level;
    let slot = slots.get(place);
    if (slot === undefined) {
      slot = { old: { at: address(at), level, low, high }, free: [], locked: [], count: 0 };
      slots.set(place, slot);
    }
    slot.count++;
    (locked ? slot.locked : slot.free).push(slot.count);
  }
  return slots;
}

/** The scenario with the change right before a read of the slot. */
export function withChangeAt(group: Omit<RaceGroup, 'reads' | 'lockedReads'>, atRead: number): Scenario {
  const { scenario, entry, invalidate } = group;
  const event: ReadEvent = { atRead, invalidate, entries: [entry] };
  const { mm } = scenario;
  return variantOf(scenario, scenario.range, { ...mm, readEvents: [...mm.readEvents, event] });
}

/** The scenario in which the change has been made before the call. */
export function changedBefore({ scenario, entry }: Pick<RaceGroup, 'scenario' | 'entry'>): Scenario {
  const { mm } = scenario;
  return variantOf(scenario, scenario.range, { ...mm, entries: [...mm.entries, entry] });
}

/** The change of a scenario that has exactly one, of one slot; undefined for any other. */
export function soleChange(
  scenario: Scenario,
): { readonly scenario: Scenario; readonly event: ReadEvent; readonly entry: SlotImage } | undefined {
  const { readEvents } = scenario.mm;
  const [event, ...others] = readEvents;
  const entry = event?.entries[0];
  if (event === undefined || entry === undefined) return undefined;
  if (others.length > 0 || event.entries.length > 1) return undefined;
  const mm = { ...scenario.mm, readEvents: [] };
  return { scenario: variantOf(scenario, scenario.range, mm), event, entry };
}
