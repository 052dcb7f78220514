// SPDX-License-Identifier: GPL-2.0-or-later
import type { SlotImage } from '../../mm/address-space';
import { highWord, Kind, kindOf, lowWord, pfnOf, SPECIAL_BIT } from '../../mm/entry';
import { PFN_LIMIT, type Pfn, PMD, PTE, pfn } from '../../mm/units';

/** Below this are the frames that simple scenarios use; above, the value itself may matter. */
const SMALL_FRAMES = 2 ** 25;

/** Whether entries of this kind have a pfn. */
export function hasFrame(kind: Kind): boolean {
  switch (kind) {
    case Kind.none:
    case Kind.table:
    case Kind.pteSwap:
    case Kind.pmdNonpresent:
    case Kind.pmdBad:
      return false;
    default:
      return true;
  }
}

export function frameOf({ low, high }: SlotImage): Pfn {
  return pfnOf(low, high);
}

/** The frame that the entry at this place of a simple scenario's list has: 0x1000, 0x1001, … */
export function canonicalFrame({ level, high }: SlotImage, index: number): Pfn {
  if (!hasFrame(kindOf(high))) return pfn(0);
  if (level === PTE) return pfn(0x1000 + index);
  return level === PMD ? pfn(0x2000 + 0x200 * index) : pfn(0x4_0000 * (index + 1));
}

/** Whether an entry maps the zero page, as one that is special. */
export function isZeroPage(entry: SlotImage, zeroPfn: Pfn): boolean {
  return (entry.high & SPECIAL_BIT) !== 0 && frameOf(entry) === zeroPfn;
}

/** The entry with another pfn. */
export function withFrame(entry: SlotImage, frame: Pfn): SlotImage {
  const { at, level, high } = entry;
  return { at, level, low: lowWord(frame), high: highWord(frame, high) };
}

/** How hard a frame is to read: 0 for small ones; of others, powers of two are the simplest. */
export function frameComplexity(frame: Pfn): number {
  if (frame < SMALL_FRAMES) return 0;
  const bits = Math.log2(frame);
  return Math.ceil(bits) - 24 + (Number.isInteger(bits) ? 0 : 1);
}

/**
 * Frames to try instead of a large one: the plain one, the smallest that 32-bit words of HMM_PFN_*
 * and 32-bit words cannot hold, and the powers of two around it.
 */
export function rounderFrames(frame: Pfn, plain: Pfn): readonly Pfn[] {
  if (frame < SMALL_FRAMES) return [plain];
  const below = 2 ** Math.floor(Math.log2(frame));
  const above = Math.min(2 * below, PFN_LIMIT / 2);
  return [plain, pfn(2 ** 29), pfn(2 ** 32), pfn(below), pfn(above)];
}
