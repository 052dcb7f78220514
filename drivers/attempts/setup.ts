// SPDX-License-Identifier: GPL-2.0-or-later
import { type SlotImage, slotImage } from '../../mm/address-space';
import { attributeBits, type EntryAttributes, highWord, Kind, lowWord } from '../../mm/entry';
import { ANON, type Vma } from '../../mm/image';
import {
  type Address,
  address,
  advance,
  PAGE_SIZE,
  type Pfn,
  PMD,
  PTE,
  pfn,
  pfnAfter,
} from '../../mm/units';
import { type Access, OWN_DEVICE } from '../driver';

/** Where every window begins: at the start of a PTE table. */
export const WINDOW_START = address(0x7f00_0000_0000);
export const ZERO_PFN = pfn(1);
/** Frames that page faults of the call take. */
export const NEXT_PFN = pfn(0x10_0000);
const FIRST_PFN = pfn(0x2000);
const FILE_PFN = pfn(0x8000);
/** The owner of the device-private pages of some other device. */
export const OTHER_DEVICE = OWN_DEVICE + 1;

/** What a page of the window is mapped by; `gap` is no VMA at all. */
export const VMA_KINDS = [
  'private',
  'private-read-only',
  'shared',
  'shared-read-only',
  'gap',
] as const;
export type VmaKind = (typeof VMA_KINDS)[number];

/** What a page's slot holds at the start. `hole`: there is no PTE table, for the whole window. */
export const ENTRIES = {
  hole: null,
  none: { kind: Kind.none },
  'read-only': { kind: Kind.ptePresent },
  writable: { kind: Kind.ptePresent, write: true },
  protnone: { kind: Kind.ptePresent, protnone: true },
  'protnone-writable': { kind: Kind.ptePresent, write: true, protnone: true },
  'zero-page': { kind: Kind.ptePresent, special: true },
  special: { kind: Kind.ptePresent, special: true },
  swap: { kind: Kind.pteSwap },
  migration: { kind: Kind.pteMigration },
  'migration-writable': { kind: Kind.pteMigration, write: true },
  'own-device': { kind: Kind.pteDevicePrivate, owner: OWN_DEVICE },
  'own-device-writable': { kind: Kind.pteDevicePrivate, write: true, owner: OWN_DEVICE },
  'other-device': { kind: Kind.pteDevicePrivate, owner: OTHER_DEVICE },
  'other-device-writable': { kind: Kind.pteDevicePrivate, write: true, owner: OTHER_DEVICE },
  hwpoison: { kind: Kind.pteHwpoison },
} as const satisfies Readonly<Record<string, EntryAttributes | null>>;
export type SetupEntryName = keyof typeof ENTRIES;

/** One window before anything happens: what the device wants, and what the process has there. */
export interface Setup {
  readonly accesses: readonly Access[];
  readonly vma: VmaKind;
  readonly entries: readonly SetupEntryName[];
}

export function addressOf(page: number): Address {
  return advance(WINDOW_START, page * PAGE_SIZE);
}

export function isWritableVma(vma: VmaKind): boolean {
  return vma === 'private' || vma === 'shared';
}

export function isSharedVma(vma: VmaKind): boolean {
  return vma === 'shared' || vma === 'shared-read-only';
}

/** The frame of the file for a page of a shared VMA. */
export function filePfn(page: number): Pfn {
  return pfnAfter(FILE_PFN, page);
}

/** The entries to load for a setup; a PTE table stands there unless the window is a hole. */
export function slotImages(entries: readonly SetupEntryName[]): SlotImage[] {
  if (entries.some((name) => ENTRIES[name] === null)) return [];
  const images: SlotImage[] = [{ at: WINDOW_START, level: PMD, low: 0, high: Kind.table }];
  entries.forEach((name, page) => {
    const attributes = ENTRIES[name];
    if (attributes === null || attributes.kind === Kind.none) return;
    const frame = name === 'zero-page' ? ZERO_PFN : pfnAfter(FIRST_PFN, page);
    const high = highWord(frame, attributeBits(attributes));
    images.push(slotImage(addressOf(page), PTE, lowWord(frame), high));
  });
  return images;
}

/** The VMAs of a window whose pages are mapped so; neighbours that are alike are one VMA. */
export function vmasOf(kinds: readonly VmaKind[]): Vma[] {
  const vmas: Vma[] = [];
  for (let first = 0; first < kinds.length; ) {
    const kind = kinds[first] ?? 'gap';
    let stop = first + 1;
    while (stop < kinds.length && kinds[stop] === kind) stop++;
    if (kind !== 'gap') vmas.push(vmaOf(kind, first, stop));
    first = stop;
  }
  return vmas;
}

function vmaOf(kind: VmaKind, first: number, stop: number): Vma {
  const shared = isSharedVma(kind);
  return {
    start: addressOf(first),
    end: addressOf(stop),
    read: true,
    write: isWritableVma(kind),
    shared,
    io: false,
    pfnmap: false,
    mixedmap: false,
    backing: shared ? { kind: 'file', filePfn: filePfn(first) } : ANON,
  };
}
