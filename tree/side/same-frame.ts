// SPDX-License-Identifier: GPL-2.0-or-later
import type { LegacyFormat } from '../../legacy/format';
import type { AddressSpaceImage, SlotImage } from '../../mm/image';
import type { RangeRequest } from '../../mm/range';
import type { Scenario } from '../../oracle/scenario/scenario';

/**
 * Whether a tree is told the same of two scenarios, as far as a look at them tells: their frames would be the same bytes
 * then. Of what an experiment takes over from its scenario, the same object is looked for; so that two scenarios
 * that were read one by one are never taken for the same.
 */
export function haveSameFrame(one: Scenario, other: Scenario): boolean {
  return (
    sameRange(one.range, other.range) &&
    sameFormat(one.format, other.format) &&
    sameMemory(one.mm, other.mm)
  );
}

function sameRange(one: RangeRequest, other: RangeRequest): boolean {
  return (
    one === other ||
    (one.start === other.start &&
      one.end === other.end &&
      one.defaults === other.defaults &&
      one.mask === other.mask &&
      one.owner === other.owner &&
      one.call === other.call &&
      sameAsks(one.asks, other.asks))
  );
}

function sameAsks(one: Uint8Array, other: Uint8Array): boolean {
  if (one === other) return true;
  if (one.length !== other.length) return false;
  for (let page = 0; page < one.length; page++) if (one[page] !== other[page]) return false;
  return true;
}

function sameFormat(one: LegacyFormat | undefined, other: LegacyFormat | undefined): boolean {
  return one === other;
}

function sameMemory(one: AddressSpaceImage, other: AddressSpaceImage): boolean {
  return (
    one === other ||
    (one.nextPfn === other.nextPfn &&
      one.zeroPfn === other.zeroPfn &&
      one.vmas === other.vmas &&
      one.lockDrops === other.lockDrops &&
      one.noProgress === other.noProgress &&
      sameList(one.events, other.events) &&
      sameList(one.readEvents, other.readEvents) &&
      sameMap(one.faultErrors, other.faultErrors) &&
      sameEntries(one.entries, other.entries))
  );
}

/** An experiment without events has a list of its own. */
function sameList(one: readonly unknown[], other: readonly unknown[]): boolean {
  return one === other || (one.length === 0 && other.length === 0);
}

/** In their order, as frames have them. */
function sameMap<Key, Value>(
  one: ReadonlyMap<Key, Value>,
  other: ReadonlyMap<Key, Value>,
): boolean {
  if (one === other) return true;
  if (one.size !== other.size) return false;
  if (one.size === 0) return true;
  const others = other.entries();
  for (const [key, value] of one) {
    const { value: next } = others.next();
    if (next === undefined || next[0] !== key || next[1] !== value) return false;
  }
  return true;
}

function sameEntries(one: readonly SlotImage[], other: readonly SlotImage[]): boolean {
  if (one.length !== other.length) return false;
  for (let index = 0; index < one.length; index++) {
    const entry = one[index];
    const others = other[index];
    if (entry === undefined || others === undefined || !sameEntry(entry, others)) return false;
  }
  return true;
}

function sameEntry(one: SlotImage, other: SlotImage): boolean {
  return (
    one === other ||
    (one.at === other.at &&
      one.level === other.level &&
      one.low === other.low &&
      one.high === other.high)
  );
}
