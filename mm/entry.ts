// SPDX-License-Identifier: GPL-2.0-or-later
import type { Pfn } from './units';

/**
 * A page-table entry is two 32-bit words:
 *
 *     low    bits 0–31   pfn, low 32 bits (of a table: its number in the pool)
 *     high   bits 0–4    kind
 *            bit  5      write
 *            bit  6      protnone
 *            bit  7      special
 *            bits 8–19   owner of a device-private page, 1–4095
 *            bits 20–31  pfn, high 12 bits
 *
 * Two zero words are the entry "none". A kind names its level too, so that the high word alone
 * tells what stood in a slot; the sides keep it for each page they report (see `RangeRecord`).
 */
export const Kind = {
  none: 0,
  table: 1,
  ptePresent: 2,
  pteSwap: 3,
  pteMigration: 4,
  pteDevicePrivate: 5,
  pteHwpoison: 6,
  pmdHuge: 7,
  pmdDevmap: 8,
  pmdMigration: 9,
  pmdNonpresent: 10,
  pmdBad: 11,
  pudDevmap: 12,
  hugetlbPresent: 13,
  hugetlbMigration: 14,
  hugetlbHwpoison: 15,
  /** What a walk meets beside entries; these stand in no slot. */
  hole: 16,
  gap: 17,
  skippedVma: 18,
  hugetlbNone: 19,
  /** Nothing was met: the side has put out no word for the page. */
  untouched: 20,
  /** Kinds that hmm-scenario/2 added: numbers are words of address spaces, so they never move. */
  pmdDevicePrivate: 21,
  pteDeviceExclusive: 22,
  pteDevmap: 23,
  pteUffdWpMarker: 24,
  ptePoisonMarker: 25,
  pteGuardMarker: 26,
  pudNonpresent: 27,
} as const;
export type Kind = (typeof Kind)[keyof typeof Kind];

/** The kinds with names like these: a name begins with the level of the slots where the kind stands. */
type KindsNamed<Name extends string> = (typeof Kind)[Extract<keyof typeof Kind, Name>];
/** What stands in the slots of each level, outside hugetlb VMAs. */
export type PteKind = KindsNamed<'none' | `pte${string}`>;
export type PmdKind = KindsNamed<'none' | 'table' | `pmd${string}`>;
export type PudKind = KindsNamed<'none' | 'table' | `pud${string}`>;
/** What stands in the slots of a hugetlb VMA. */
export type HugetlbKind = Exclude<KindsNamed<'none' | `hugetlb${string}`>, typeof Kind.hugetlbNone>;

export const KIND_MASK = 0x1f;
export const WRITE_BIT = 0x20;
export const PROTNONE_BIT = 0x40;
export const SPECIAL_BIT = 0x80;
export const OWNER_SHIFT = 8;
export const OWNER_MASK = 0xfff;
export const PFN_HIGH_SHIFT = 20;

const TWO_32 = 2 ** 32;
const FLAG_BITS = (1 << PFN_HIGH_SHIFT) - 1;

/** What the high word says of an entry, besides its pfn. */
export interface EntryAttributes {
  readonly kind: Kind;
  readonly write?: boolean;
  readonly protnone?: boolean;
  readonly special?: boolean;
  readonly owner?: number;
}

/** The high word, without pfn bits: kind and attributes. */
export function attributeBits(entry: EntryAttributes): number {
  return (
    entry.kind |
    (entry.write === true ? WRITE_BIT : 0) |
    (entry.protnone === true ? PROTNONE_BIT : 0) |
    (entry.special === true ? SPECIAL_BIT : 0) |
    ((entry.owner ?? 0) << OWNER_SHIFT)
  );
}

/** The low word of an entry with this pfn, as a signed 32-bit integer. */
export function lowWord(frame: Pfn): number {
  return frame | 0;
}

/** The high word of an entry with this pfn and these attribute bits. */
export function highWord(frame: Pfn, attributes: number): number {
  return ((frame / TWO_32) << PFN_HIGH_SHIFT) | (attributes & FLAG_BITS);
}

/**
 * The kind of an entry. Who knows which slots the word is from says so, `kindOf<PteKind>(high)`:
 * the compiler then asks for each kind that can stand there.
 */
export function kindOf<Possible extends Kind = Kind>(high: number): Possible {
  return (high & KIND_MASK) as Possible;
}

export function ownerOf(high: number): number {
  return (high >>> OWNER_SHIFT) & OWNER_MASK;
}

/** The pfn of an entry; its low word may be signed or unsigned. */
export function pfnOf(low: number, high: number): Pfn {
  return ((high >>> PFN_HIGH_SHIFT) * TWO_32 + (low >>> 0)) as Pfn;
}
