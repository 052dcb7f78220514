// SPDX-License-Identifier: GPL-2.0-or-later
import { type AddressSpaceImage, type SlotImage, slotImage } from '../../mm/address-space';
import { highWord, Kind, lowWord } from '../../mm/entry';
import { ANON, type Backing, type Vma } from '../../mm/image';
import { Ask, type RangeRequest } from '../../mm/range';
import { type Address, address, advance, PAGE_SIZE, PMD, PMD_SIZE, pfn } from '../../mm/units';
import {
  type EntryBlock,
  FrameSource,
  MASK_ASKS,
  PAGE_ASKS,
  RANGE_OWNERS,
} from '../generate/blocks';
import { canonicalFrame } from '../generate/frames';
import { FILE, makeVma, VmaBlockFlag } from '../generate/vma-blocks';

/** The start of a PGD slot: here lies every family that does not vary its place. */
export const BASE = address(0x7f00_0000_0000);
/** Its second page. */
export const SECOND = advance(BASE, PAGE_SIZE);
/** The end of its first PMD slot, and of the PTE table there. */
export const TABLE_END = advance(BASE, PMD_SIZE);
/** The table is there even if every slot of it is none: otherwise the pages would be one hole. */
export const TABLE: SlotImage = { at: BASE, level: PMD, low: 0, high: Kind.table };
const NEXT_PFN = pfn(0x10_0000);
const ZERO_PFN = pfn(1);
const NO_ERRORS: AddressSpaceImage['faultErrors'] = new Map();

/** How much a family combines: in `main`, what is cheap enough for scope 1. */
export type Extent = 'main' | 'all';

const { read, write, shared, io, pfnmap, mixedmap } = VmaBlockFlag;

/** A VMA's flags and backing; null is no VMA at all. */
export interface VmaChoice {
  readonly flags: number;
  readonly backing: Backing;
}

/** Every kind of mapping that the range fault, or a page fault in it, tells apart. */
export const VMA_CHOICES: readonly (VmaChoice | null)[] = [
  { flags: read | write, backing: ANON },
  { flags: read, backing: ANON },
  { flags: read | write | shared, backing: ANON },
  { flags: read | write, backing: FILE },
  { flags: read | write | shared, backing: FILE },
  { flags: read, backing: FILE },
  { flags: 0, backing: ANON },
  { flags: write, backing: ANON },
  { flags: read | write | io, backing: ANON },
  { flags: read | write | pfnmap, backing: ANON },
  { flags: read | write | mixedmap, backing: FILE },
  null,
];

/** The kinds that behave differently where several pages or slots are combined. */
export const MAIN_VMA_CHOICES: readonly (VmaChoice | null)[] = VMA_CHOICES.filter(
  (_, index) => index === 0 || index === 1 || index === 2 || index === 3 || index === 8,
);

/** `default_flags` and `pfn_flags_mask` together: 20 policies. */
export const POLICIES = PAGE_ASKS.flatMap((defaults) =>
  MASK_ASKS.map((mask) => ({ defaults, mask })),
);

/** The policies that drivers have: nouveau's before and after, amdgpu's two, a snapshot, the mixed one. */
export const DRIVER_POLICIES: readonly (typeof POLICIES)[number][] = [
  { defaults: Ask.nothing, mask: Ask.all },
  { defaults: Ask.nothing, mask: Ask.write },
  { defaults: Ask.read, mask: Ask.nothing },
  { defaults: Ask.write, mask: Ask.nothing },
  { defaults: Ask.nothing, mask: Ask.nothing },
  { defaults: Ask.read, mask: Ask.writeOnly },
];

/** Owner 0, and one of the two owners that device-private blocks have. */
export const OWNERS = RANGE_OWNERS.slice(0, 2);

/** The VMA that most families do not vary: anonymous, private, readable and writable. */
export const PLAIN_VMA: VmaChoice = { flags: read | write, backing: ANON };

/** All arrays of requests for this many pages, the last page running fastest. */
export function askArrays(pages: number): readonly Uint8Array[] {
  return Array.from({ length: PAGE_ASKS.length ** pages }, (_, number) =>
    Uint8Array.from({ length: pages }, (_unused, page) => {
      const digit = Math.floor(number / PAGE_ASKS.length ** (pages - 1 - page));
      return PAGE_ASKS[digit % PAGE_ASKS.length] ?? Ask.nothing;
    }),
  );
}

/** All arrays of requests for this many pages, except a write without a fault, which is no request. */
export function plainAsks(pages: number): readonly Uint8Array[] {
  return askArrays(pages).filter((asks) => !asks.includes(Ask.writeOnly));
}

/** For the description of a family: the number of kinds of VMA. */
export function kindsOfVma(count: number): string {
  return count === 1 ? 'one kind of VMA' : `${count} kinds of VMA`;
}

/** The VMA of a choice over `[start, end)`; none for null. */
export function vmas(choice: VmaChoice | null, start: Address, end: Address): Vma[] {
  return choice === null ? [] : [makeVma(start, end, choice.flags, choice.backing)];
}

/** A block in the slot at an address, with a frame that its place in the list gives. */
export function entryOf(block: EntryBlock, at: Address, place: number): SlotImage {
  const { level, attributes } = block;
  const bare = slotImage(at, level, 0, attributes);
  if (block.frame === FrameSource.absent) return bare;
  const frame = block.frame === FrameSource.zero ? ZERO_PFN : canonicalFrame(bare, place);
  return slotImage(at, level, lowWord(frame), highWord(frame, attributes));
}

/** An image in which no page fault fails, or only these; without events. */
export function imageOf(
  vmaList: readonly Vma[],
  entries: readonly SlotImage[],
  faultErrors = NO_ERRORS,
): AddressSpaceImage {
  return {
    ...{ nextPfn: NEXT_PFN, zeroPfn: ZERO_PFN, vmas: vmaList, entries, faultErrors },
    ...{ events: [], readEvents: [] },
  };
}

export function requestOf(
  start: Address,
  asks: Uint8Array,
  { defaults, mask }: (typeof POLICIES)[number],
  owner: number,
): RangeRequest {
  const end = advance(start, asks.length * PAGE_SIZE);
  return { start, end, defaults, mask, asks, owner };
}

/** An element that is known to be there; it may be null. */
export function pick<Item>(list: readonly Item[], index: number | undefined): Item {
  const item = list[index ?? -1];
  if (item === undefined) throw new RangeError(`no choice ${index} of ${list.length}`);
  return item;
}
