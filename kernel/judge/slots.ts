// SPDX-License-Identifier: GPL-2.0-or-later
import { SLOT_SIZE } from '../../mm/units';
import { LEVELS } from '../../oracle/scenario/entry-kinds';
import { hex } from '../../oracle/scenario/hex';
import type { EntryDocument } from '../../oracle/scenario/schema';
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

/** One entry; a marker is a page that was never there, or whose fault fails (see scenario.ts). */
function entryOf(slot: SlotReport, address: number, frame: number): readonly EntryDocument[] {
  const at = hex(address);
  const pfn = hex(frame);
  const { level } = slot;
  const write = slot.write === true;
  const protnone = slot.protnone === true ? { protnone: true } : {};
  switch (slot.is) {
    case 'table':
      if (level === 'pte') break;
      return [{ at, level, is: 'table' }];
    case 'present':
      return [presentOf(slot, at, pfn)];
    case 'huge':
      if (level !== 'pmd') break;
      return [{ at, level, is: 'huge', pfn, write, ...protnone }];
    case 'devmap':
      if (level !== 'pmd' && level !== 'pud') break;
      return [{ at, level, is: 'devmap', pfn, write }];
    case 'swap':
      if (level !== 'pte') break;
      return [{ at, level, is: 'swap' }];
    case 'migration':
      if (level === 'pgd') break;
      return [{ at, level, is: 'migration', pfn: level === 'pte' ? pfn : pfnBits(slot), write }];
    case 'hwpoison':
      if (level === 'pgd') break;
      return [{ at, level, is: 'hwpoison', pfn: level === 'pte' ? pfn : pfnBits(slot) }];
    case 'nonpresent':
    case 'bad':
      if (level !== 'pmd') break;
      return [{ at, level, is: slot.is }];
    case 'marker':
      if (level === 'pte') return [];
      break;
    default:
      break;
  }
  throw new Inexpressible(`a scenario has no ${level} entry that is ${slot.is}`);
}

/** Kernels from 5.17 on ask `vm_normal_page()`, so that is what `special` says here. */
function presentOf(slot: SlotReport, at: string, pfn: string): EntryDocument {
  const { level } = slot;
  const write = slot.write === true;
  const protnone = slot.protnone === true ? { protnone: true } : {};
  if (level === 'pmd' || level === 'pud') {
    return { at, level, is: 'present', pfn, write, ...protnone };
  }
  if (level === 'pgd') throw new Inexpressible('a scenario has no pgd entry that is present');
  // A devmap PTE is no normal page, and is reported as one all the same (since 5.15).
  const ordinary = slot.outside === true || slot.normal === true || slot.devmap === true;
  const special = ordinary ? {} : { special: true };
  return { at, level: 'pte', is: 'present', pfn, write, ...protnone, ...special };
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
