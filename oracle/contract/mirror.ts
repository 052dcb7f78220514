// SPDX-License-Identifier: GPL-2.0-or-later
import { type AddressSpaceImage, type SlotImage, slotImage } from '../../mm/address-space';
import { Kind, kindOf } from '../../mm/entry';
import { type RangeRequest, withAsks } from '../../mm/range';
import {
  ADDRESS_ZERO,
  type Address,
  advance,
  PAGE_SIZE,
  PMD_SIZE,
  PTE,
  slotStart,
} from '../../mm/units';
import { type Scenario, variantOf } from '../scenario/scenario';

/**
 * The scenario with its pages in reverse order: entries, requests and failing pages. Undefined
 * where that is another address space: only ranges of PTEs in one table and one anonymous VMA,
 * with nobody else about and page faults that all do something, look the same from both ends.
 */
export function mirrored(scenario: Scenario): Scenario | undefined {
  const { mm, range } = scenario;
  // From which end a call starts again is no matter of its pages.
  if (range.call !== undefined) return undefined;
  const image = mirroredImage(mm, range);
  return image && variantOf(scenario, withAsks(range, range.asks.toReversed()), image);
}

/** Neighbouring scenarios of an enumeration share an address space and a range's place. */
let lastMm: AddressSpaceImage | undefined;
let lastStart: Address = ADDRESS_ZERO;
let lastEnd: Address = ADDRESS_ZERO;
let lastImage: AddressSpaceImage | undefined;

function mirroredImage(mm: AddressSpaceImage, range: RangeRequest): AddressSpaceImage | undefined {
  if (mm !== lastMm || range.start !== lastStart || range.end !== lastEnd) {
    lastImage = looksTheSame(mm, range) ? reversed(mm, range) : undefined;
    lastMm = mm;
    lastStart = range.start;
    lastEnd = range.end;
  }
  return lastImage;
}

function looksTheSame(mm: AddressSpaceImage, { start, end, asks }: RangeRequest): boolean {
  const [vma] = mm.vmas;
  return (
    asks.length >= 2 &&
    mm.vmas.length === 1 &&
    mm.events.length === 0 &&
    mm.lockDrops === undefined &&
    mm.noProgress === undefined &&
    vma !== undefined &&
    vma.backing.kind === 'anon' &&
    vma.start <= start &&
    vma.end >= end &&
    end <= advance(slotStart(start, PMD_SIZE), PMD_SIZE) &&
    mm.entries.every((entry) => isPteIn(entry, start, end))
  );
}

function reversed(mm: AddressSpaceImage, { start, end }: RangeRequest): AddressSpaceImage {
  const mirror = (at: Address): Address => advance(start, end - PAGE_SIZE - at);
  const { nextPfn, zeroPfn, vmas, events, readEvents } = mm;
  const entries = mm.entries.map((entry) => {
    const { at, level, low, high } = entry;
    return level === PTE ? slotImage(mirror(at), level, low, high) : entry;
  });
  const faultErrors = mirroredErrors(mm.faultErrors, mirror);
  return { nextPfn, zeroPfn, vmas, entries, faultErrors, events, readEvents };
}

function mirroredErrors(
  errors: AddressSpaceImage['faultErrors'],
  mirror: (at: Address) => Address,
): AddressSpaceImage['faultErrors'] {
  if (errors.size === 0) return errors;
  return new Map([...errors].map(([at, error]) => [mirror(at), error]));
}

function isPteIn({ at, level, high }: SlotImage, start: Address, end: Address): boolean {
  return level === PTE ? at >= start && at < end : kindOf(high) === Kind.table;
}
