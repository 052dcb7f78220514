// SPDX-License-Identifier: GPL-2.0-or-later
import { type SlotImage, slotImage } from '../../mm/address-space';
import { highWord, kindOf, lowWord, pfnOf, SPECIAL_BIT } from '../../mm/entry';
import { PAGE_SIZE, type Pfn, PMD, PTE, pfn, SLOT_SIZE } from '../../mm/units';
import { hasAlignedPfn, hasFrame } from '../scenario/entry-kinds';

/** Below this are the frames that simple scenarios use; above, the value itself may matter. */
const SMALL_FRAMES = 2 ** 25;

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
  return slotImage(at, level, lowWord(frame), highWord(frame, high));
}

/** How hard a frame is to read: 0 for small ones, and then the more the larger it is. */
export function frameComplexity(frame: Pfn): number {
  return frame < SMALL_FRAMES ? 0 : Math.ceil(Math.log2(frame + 1)) - 24;
}

/**
 * Frames to try instead of one, the boldest first: the plain one; of a large one the smallest that
 * 32-bit words of HMM_PFN_* and 32-bit words cannot hold, and the power of two below; and then ever
 * nearer to it by halves, so that the least that will do is found by bisection.
 *
 * @param unit all frames are as many times this from the plain one as is whole.
 */
export function* simplerFramesOf(frame: Pfn, plain: Pfn, unit = 1): Iterable<Pfn> {
  if (frame === plain) return;
  yield plain;
  if (frame > 2 ** 29) yield pfn(2 ** 29);
  if (frame > 2 ** 32) yield pfn(2 ** 32);
  if (frame >= SMALL_FRAMES) yield pfn(2 ** Math.floor(Math.log2(frame)));
  for (let gap = halved((frame - plain) / unit); gap !== 0; gap = halved(gap)) {
    yield pfn(frame - gap * unit);
  }
}

function halved(gap: number): number {
  return Math.trunc(gap / 2);
}

/** The frames that an entry can have are multiples of this. */
export function frameUnit({ level, high }: SlotImage): number {
  return hasAlignedPfn(kindOf(high)) ? SLOT_SIZE[level] / PAGE_SIZE : 1;
}
