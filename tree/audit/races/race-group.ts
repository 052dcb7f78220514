// SPDX-License-Identifier: GPL-2.0-or-later
import { type ReadEvent, type SlotImage, slotImage } from '../../../mm/address-space';
import { Kind, kindOf } from '../../../mm/entry';
import { Ask } from '../../../mm/range';
import { address } from '../../../mm/units';
import { type Scenario, variantOf } from '../../../oracle/scenario/scenario';
import { isLevel } from '../../side/numbers';
import type { LoggedRead } from '../../wire/reply-detail';
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
  /** Whether only the tree after runs: the tree before does not bear the change, so nothing is compared. */
  readonly isAfterAlone: boolean;
}

/** A slot while one entry stood in it: its reads, counted over the whole call. */
interface ReadSlot {
  readonly old: SlotImage;
  readonly free: number[];
  readonly locked: number[];
}

/**
 * All changes of a scenario's entries within a walk, one at a time. A slot that the call itself changes,
 * by a fault, is another one from then on: what can become of it depends on what it holds.
 */
export function groupsOf(
  scenario: Scenario,
  before: readonly LoggedRead[],
  after: readonly LoggedRead[],
): readonly RaceGroup[] {
  const [one, other] = [slotsOf(before), slotsOf(after)];
  const keys = new Set([...one.keys(), ...other.keys()]);
  return [...keys].flatMap((key): RaceGroup[] => {
    const [left, right] = [one.get(key), other.get(key)];
    const old = (left ?? right)?.old;
    if (old === undefined) return [];
    return entriesFor(old, scenario).map((entry) => ({
      ...{ scenario, old, entry, invalidate: isInvalidated(old), isAfterAlone: false },
      ...readsOf(left, right),
    }));
  });
}

/**
 * One change of a scenario's entries, at each moment at which the slot holds what it holds at a read;
 * undefined if neither tree reads it so often.
 */
export function groupOf(
  scenario: Scenario,
  { atRead, invalidate }: Pick<ReadEvent, 'atRead' | 'invalidate'>,
  entry: SlotImage,
  before: readonly LoggedRead[],
  after: readonly LoggedRead[],
): RaceGroup | undefined {
  const [one, other] = [slotsOf(before), slotsOf(after)];
  const isThere = ({ old, free }: ReadSlot): boolean =>
    old.at === entry.at && old.level === entry.level && free.includes(atRead);
  const found = [...other.values(), ...one.values()].find(isThere);
  if (found === undefined) return undefined;
  const key = keyOf(found.old);
  const { old } = found;
  const reads = readsOf(one.get(key), other.get(key));
  return { scenario, old, entry, invalidate, isAfterAlone: false, ...reads };
}

function readsOf(
  left: ReadSlot | undefined,
  right: ReadSlot | undefined,
): Pick<RaceGroup, 'reads' | 'lockedReads'> {
  return {
    reads: [left?.free ?? [], right?.free ?? []],
    lockedReads: right?.locked ?? [],
  };
}

function keyOf({ at, level, low, high }: SlotImage): string {
  // Tables are numbered, differently in two trees perhaps.
  return `${at + level} ${kindOf(high) === Kind.table ? 'table' : `${low} ${high}`}`;
}

function slotsOf(reads: readonly LoggedRead[]): ReadonlyMap<string, ReadSlot> {
  const slots = new Map<string, ReadSlot>();
  const counts = new Map<number, number>();
  for (const { at, level, low, high, locked } of reads) {
    if (!isLevel(level)) continue;
    const old = slotImage(address(at), level, low, high);
    const count = (counts.get(at + level) ?? 0) + 1;
    counts.set(at + level, count);
    const key = keyOf(old);
    let slot = slots.get(key);
    if (slot === undefined) {
      slot = { old, free: [], locked: [] };
      slots.set(key, slot);
    }
    (locked ? slot.locked : slot.free).push(count);
  }
  return slots;
}

/** The scenario with the change right before a read of the slot. */
export function withChangeAt(
  group: Pick<RaceGroup, 'scenario' | 'entry' | 'invalidate'>,
  atRead: number,
): Scenario {
  const { scenario, entry, invalidate } = group;
  const event: ReadEvent = { atRead, invalidate, entries: [entry] };
  const { mm } = scenario;
  return variantOf(scenario, scenario.range, { ...mm, readEvents: [...mm.readEvents, event] });
}

/** The scenario in which the change has been made before the call. */
export function changedBefore({
  scenario,
  entry,
}: Pick<RaceGroup, 'scenario' | 'entry'>): Scenario {
  const { mm } = scenario;
  return variantOf(scenario, scenario.range, { ...mm, entries: [...mm.entries, entry] });
}

/** The scenario with the change made before a call that asks for nothing: what the entry is read as. */
export function snapshotWith({ scenario, entry }: Pick<RaceGroup, 'scenario' | 'entry'>): Scenario {
  const { mm, range } = scenario;
  const asks = new Uint8Array(range.asks.length).fill(Ask.nothing);
  const request = { ...range, asks, defaults: Ask.nothing, mask: Ask.nothing };
  return variantOf(scenario, request, { ...mm, events: [], entries: [...mm.entries, entry] });
}

/** The change of a scenario that has exactly one, of one slot; undefined for any other. */
export function soleChange(
  scenario: Scenario,
):
  | { readonly scenario: Scenario; readonly event: ReadEvent; readonly entry: SlotImage }
  | undefined {
  const { readEvents } = scenario.mm;
  const [event, ...others] = readEvents;
  const entry = event?.entries[0];
  if (event === undefined || entry === undefined) return undefined;
  if (others.length > 0 || event.entries.length > 1) return undefined;
  const mm = { ...scenario.mm, readEvents: [] };
  return { scenario: variantOf(scenario, scenario.range, mm), event, entry };
}
