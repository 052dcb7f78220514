// SPDX-License-Identifier: GPL-2.0-or-later
import { SLOT_SIZE } from '../../mm/units';
import { LEVELS, NAMES_AT } from '../../oracle/scenario/entry-kinds';
import { hex } from '../../oracle/scenario/json';
import type { EntryDocument } from '../../oracle/scenario/schema';
import { entryDocument } from '../../oracle/scenario/slots';
import type { SlotReport } from '../capture/schema';

/** A report that a scenario document cannot hold, and why. */
export class Inexpressible extends Error {
  constructor(readonly reason: string) {
    super(reason);
    this.name = 'Inexpressible';
  }
}

/**
 * A dump of the page table as a document's entries, a run of like slots unfolded. What the dump
 * calls none is left out: a slot that is not named is none.
 * @throws Inexpressible for an entry that no document can hold.
 */
export function entriesOf(dump: readonly SlotReport[]): readonly EntryDocument[] {
  return dump.flatMap((slot) => {
    if (slot.is === 'none') return [];
    const size = SLOT_SIZE[LEVELS[slot.level]];
    const step = slot.step ?? 0;
    return Array.from({ length: slot.n ?? 1 }, (_, index) =>
      entryOf(slot, Number(slot.at) + index * size, Number(slot.pfn ?? 0) + index * step),
    ).flat();
  });
}

/** One entry. */
function entryOf(slot: SlotReport, address: number, frame: number): readonly EntryDocument[] {
  const { level } = slot;
  const is = nameOf(slot);
  const row = NAMES_AT[level].get(is);
  // The module knows the owners of its own memory only.
  const unknownOwner = row?.fields.includes('owner') === true && slot.owner === undefined;
  if (row === undefined || unknownOwner) {
    throw new Inexpressible(`a scenario has no ${level} entry that is ${is}`);
  }
  const inverted = row.below === 'nothing' && level !== 'pte';
  const entry = entryDocument(hex(address), level, row, {
    pfn: inverted ? pfnBits(slot) : hex(frame),
    write: slot.write === true,
    protnone: slot.protnone === true,
    special: isSpecial(slot),
    owner: slot.owner ?? 0,
  });
  return [entry];
}

/** What a marker says, the stronger word first: the bits of `pte_marker`. */
const MARKER_NAMES = [
  [4, 'guard-marker'],
  [2, 'poison-marker'],
  [1, 'uffd-wp-marker'],
] as const;

/** Since 6.17 a device's page of 1 GiB is mapped as any other; documents have it as `devmap` only. */
function nameOf({ level, is, devmap, markerBits = 0 }: SlotReport): string {
  if (is === 'present' && level === 'pte' && devmap === true) return 'devmap';
  const marker = MARKER_NAMES.find(([bit]) => (markerBits & bit) !== 0);
  if (is === 'marker' && level === 'pte' && marker !== undefined) return marker[1];
  return level === 'pud' && is === 'huge' ? 'devmap' : is;
}

/**
 * Kernels from 5.17 on ask `vm_normal_page()`, so that is what `special` says here. A devmap PTE is
 * no normal page, and is reported as one all the same (since 5.15).
 */
function isSpecial({ outside, normal, devmap }: SlotReport): boolean {
  return outside !== true && normal !== true && devmap !== true;
}

/** Tells whether a page stands in one of the slots of a dump that have something. */
export function pagesWith(
  dump: readonly SlotReport[],
  has: (slot: SlotReport) => boolean,
): (at: number) => boolean {
  const pieces = dump.filter(has).map(({ at, level, n = 1 }) => {
    const start = Number(at);
    return { start, end: start + n * SLOT_SIZE[LEVELS[level]] };
  });
  return (at) => pieces.some(({ start, end }) => at >= start && at < end);
}

const PFN_SHIFT = 12n;
const PFN_BITS = 40;

/**
 * The bits that `pte_pfn()` reads from an entry that is not present: x86 stores them inverted, so
 * that they name no memory.
 */
function pfnBits({ raw = '0x0' }: SlotReport): string {
  return hex(BigInt.asUintN(PFN_BITS, ~(BigInt(raw) >> PFN_SHIFT)));
}
