// SPDX-License-Identifier: GPL-2.0-or-later
import type { AddressSpaceImage, SlotImage, ThreadEvent } from '../../mm/address-space';
import { AddressSpace } from '../../mm/address-space';
import { attributeBits, type EntryAttributes, highWord, lowWord } from '../../mm/entry';
import { ANON, type Backing, type Vma } from '../../mm/image';
import { Ask, type RangeRequest } from '../../mm/range';
import { type Address, address, type Level, PAGE_SIZE, PTE, pfn } from '../../mm/units';

/** Where test scenarios live: the start of a PGD slot. */
export const BASE = 0x7f00_0000_0000;

/** The address this many pages from {@link BASE}. */
export function page(index: number): Address {
  return address(BASE + index * PAGE_SIZE);
}

export type VmaFlag = 'read' | 'write' | 'shared' | 'io' | 'pfnmap' | 'mixedmap';

/** A VMA from page to page; `flags` such as `'read write'`. */
export function vma(
  first: number,
  stop: number,
  flags = 'read write',
  backing: Backing = ANON,
): Vma {
  const has = (flag: VmaFlag): boolean => flags.split(' ').includes(flag);
  return {
    start: page(first),
    end: page(stop),
    read: has('read'),
    write: has('write'),
    shared: has('shared'),
    io: has('io'),
    pfnmap: has('pfnmap'),
    mixedmap: has('mixedmap'),
    backing,
  };
}

/** An entry in the slot of a page. */
export function entry(
  index: number,
  attributes: EntryAttributes,
  frame = 0,
  level: Level = PTE,
): SlotImage {
  const number = pfn(frame);
  const high = highWord(number, attributeBits(attributes));
  return { at: page(index), level, low: lowWord(number), high };
}

/** An image with round numbers: frames from 0x100000 are free, frame 1 is the zero page. */
export function image(parts: Partial<AddressSpaceImage>): AddressSpaceImage {
  return {
    nextPfn: pfn(0x10_0000),
    zeroPfn: pfn(1),
    vmas: [],
    entries: [],
    faultErrors: new Map(),
    events: [],
    readEvents: [],
    ...parts,
  };
}

/** An address space that is loaded with such an image. */
export function loaded(parts: Partial<AddressSpaceImage>): AddressSpace {
  const space = new AddressSpace();
  space.trace.begin(page(0));
  space.beginOn(page(0), space.trace);
  space.load(image(parts));
  return space;
}

export function event(beforeWalk: number, parts: Partial<ThreadEvent>): ThreadEvent {
  return { beforeWalk, invalidate: false, entries: [], ...parts };
}

const ASKS: Readonly<Record<string, Ask>> = {
  '.': Ask.nothing,
  r: Ask.read,
  w: Ask.write,
  x: Ask.writeOnly,
  '*': Ask.all,
};

/** A request from a page on; `asks` has a symbol a page, such as `'r..w'`. */
export function request(
  first: number,
  asks: string,
  parts: Partial<RangeRequest> = {},
): RangeRequest {
  return {
    start: page(first),
    end: page(first + asks.length),
    defaults: Ask.nothing,
    mask: Ask.all,
    asks: Uint8Array.from(asks, (symbol) => ASKS[symbol] ?? Ask.nothing),
    owner: 0,
    ...parts,
  };
}
