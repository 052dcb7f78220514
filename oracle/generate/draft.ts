// SPDX-License-Identifier: GPL-2.0-or-later
import { type SlotImage, slotImage } from '../../mm/address-space';
import { highWord, kindOf, lowWord, OWNER_MASK, OWNER_SHIFT, ownerOf } from '../../mm/entry';
import type { Vma } from '../../mm/image';
import {
  ADDRESS_ZERO,
  type Address,
  PAGE_SIZE,
  PFN_LIMIT,
  type Pfn,
  pfn,
  pfnAfter,
  SLOT_SIZE,
} from '../../mm/units';
import { canHaveFirstFrame, hasAlignedPfn } from '../scenario/entry-kinds';
import { type EntryBlock, FrameSource } from './blocks';
import { ANYTHING, type Choices } from './choices';
import { Random } from './random';

/** `zeroPfn` and `nextPfn` of a scenario without strange frames. */
export const PLAIN_ZERO = pfn(1);
export const PLAIN_NEXT = pfn(0x100_000);
const FIRST_FRAME = pfn(0);
/** Where the frames of entries begin, in a scenario without strange frames. */
const PLAIN_FRAMES = 0x1000;

/** The first frame, more than a 32-bit word of HMM_PFN_* holds, a carry, and the last of all. */
const STRANGE_FRAMES: readonly Pfn[] = [
  0,
  2 ** 28 - 2,
  2 ** 29 - 1,
  2 ** 29,
  2 ** 32 - 3,
  2 ** 36 + 0x1234,
  2 ** 39 + 2 ** 31,
  2 ** 40 - 6,
  2 ** 40 - 1,
].map(pfn);

/** Owners around the ends of narrower fields, and the last of all. */
const FAR_OWNERS: readonly number[] = [3, 15, 16, 127, 128, 255, 256, 2048, 4094, 4095];
/** One in this many scenarios has owners other than 1 and 2. */
const FAR_OWNERS_RARITY = 32;

/**
 * A scenario while it is made. There is one for all of them, so that making one allocates nothing
 * but the scenario; the arrays go to the scenario, and are replaced for the next.
 */
export class Draft {
  random = new Random(0, 0);
  /** What its parts are drawn from. */
  choices: Choices = ANYTHING;
  /** The range; `start < end`, whatever the scenario makes of it in the end. */
  start: Address = ADDRESS_ZERO;
  end: Address = ADDRESS_ZERO;
  pages = 0;
  /** Whether the range may have hundreds of pages. */
  huge = false;
  vmas: Vma[] = [];
  /** Whether one of the VMAs is hugetlb. */
  hugetlb = false;
  entries: SlotImage[] = [];
  /** What its PTEs are drawn from: few kinds, so that a scenario is about few things. */
  readonly palette: (EntryBlock | undefined)[] = [];
  /** The palette's size is a power of two; this is that less one. */
  paletteMask = 0;
  zeroPfn: Pfn = PLAIN_ZERO;
  nextPfn: Pfn = PLAIN_NEXT;
  private strange = false;
  private nextFrame = PLAIN_FRAMES;
  /** Which owners stand for 1 and 2; 0 for themselves. */
  private firstOwner = 0;
  private secondOwner = 0;

  /** Forgets the last scenario. */
  begin(random: Random, huge: boolean, choices: Choices): void {
    this.random = random;
    this.choices = choices;
    this.huge = huge;
    this.vmas = [];
    this.hugetlb = false;
    this.entries = [];
    this.strange = random.chance(1, 16) && choices.limits.pfns === Number.POSITIVE_INFINITY;
    this.nextFrame = PLAIN_FRAMES;
    this.zeroPfn = PLAIN_ZERO;
    this.nextPfn = PLAIN_NEXT;
    if (this.strange) this.beStrange();
    this.firstOwner = 0;
    if (choices.rareShapes && random.chance(1, FAR_OWNERS_RARITY)) this.moveOwners();
  }

  /** The owner that this scenario has for one of 0, 1 and 2: equal ones stay equal. */
  owner(plain: number): number {
    if (this.firstOwner === 0 || plain === 0) return plain;
    return plain === 1 ? this.firstOwner : this.secondOwner;
  }

  /** An entry for the slot, with frames that no entry before it has (unless frames are strange). */
  entry(at: Address, block: EntryBlock): SlotImage {
    const { level } = block;
    let frame: Pfn = this.zeroPfn;
    if (block.frame === FrameSource.own) frame = this.frames(block);
    else if (block.frame === FrameSource.absent) return slotImage(at, level, 0, block.attributes);
    const attributes = this.firstOwner === 0 ? block.attributes : this.withOwner(block.attributes);
    return slotImage(at, level, lowWord(frame), highWord(frame, attributes));
  }

  /** A frame that no entry before has. */
  freshFrame(): Pfn {
    const first = Math.min(this.nextFrame, PFN_LIMIT - 1);
    this.nextFrame = first + 1;
    return pfnAfter(FIRST_FRAME, first);
  }

  private moveOwners(): void {
    const { random } = this;
    const first = random.below(FAR_OWNERS.length);
    const second = (first + 1 + random.below(FAR_OWNERS.length - 1)) % FAR_OWNERS.length;
    this.firstOwner = FAR_OWNERS[first] ?? 0;
    this.secondOwner = FAR_OWNERS[second] ?? 0;
  }

  private withOwner(attributes: number): number {
    const owner = this.owner(ownerOf(attributes));
    return (attributes & ~(OWNER_MASK << OWNER_SHIFT)) | (owner << OWNER_SHIFT);
  }

  private beStrange(): void {
    this.nextFrame = this.strangeFrame();
    if (this.random.chance(1, 2)) this.nextPfn = this.strangeFrame();
    if (this.random.chance(1, 4)) this.zeroPfn = this.strangeFrame();
  }

  private strangeFrame(): Pfn {
    return STRANGE_FRAMES[this.random.below(STRANGE_FRAMES.length)] ?? PLAIN_ZERO;
  }

  /** The first of the frames for an entry, aligned to its slot where it has to be. */
  private frames({ level, attributes }: EntryBlock): Pfn {
    const pages = SLOT_SIZE[level] / PAGE_SIZE;
    let unit = pages;
    if (this.strange) {
      if (this.random.chance(1, 4)) this.nextFrame = this.strangeFrame();
      if (!hasAlignedPfn(kindOf(attributes))) unit = 1;
    }
    // Past the last frame of all, entries share the last ones.
    const least =
      this.nextFrame === 0 && !canHaveFirstFrame(kindOf(attributes)) ? 1 : this.nextFrame;
    const first = Math.min(Math.ceil(least / unit) * unit, PFN_LIMIT - pages);
    this.nextFrame = first + pages;
    return pfnAfter(FIRST_FRAME, first);
  }
}
