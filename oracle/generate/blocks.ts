// SPDX-License-Identifier: GPL-2.0-or-later
import { attributeBits, type EntryAttributes, Kind } from '../../mm/entry';
import { Ask } from '../../mm/range';
import { type Level, PGD, PMD, PTE, PUD } from '../../mm/units';

/** Where the pfn of an entry comes from. */
export const Frame = {
  /** The entry has none. */
  absent: 0,
  /** Frames of its own, as many as the slot has pages. */
  own: 1,
  /** The scenario's zero page. */
  zero: 2,
} as const;
export type Frame = (typeof Frame)[keyof typeof Frame];

/** One thing that can stand in a slot: an entry, all but its address and pfn. */
export interface EntryBlock {
  /** Unique in its level, such as `present-write-protnone`. */
  readonly name: string;
  readonly level: Level;
  /** The entry's high word, without pfn bits. */
  readonly attributes: number;
  readonly frame: Frame;
}

const BOTH = [false, true] as const;
/** Owners of device-private pages; with a range owner of 0 to 2: nobody's own, own and other. */
const PAGE_OWNERS = [1, 2] as const;
/** `dev_private_owner`; 0 is none. */
export const RANGE_OWNERS = [0, 1, 2] as const;

/** Every PTE, "none" first. */
export const PTE_BLOCKS: readonly EntryBlock[] = [
  bare('none', PTE, Kind.none),
  ...present('present', PTE, Kind.ptePresent),
  ...specialPtes('special', Frame.own),
  ...specialPtes('zero-page', Frame.zero),
  bare('swap', PTE, Kind.pteSwap),
  ...writeOrNot('migration', PTE, Kind.pteMigration),
  ...PAGE_OWNERS.flatMap((owner) =>
    writeOrNot(`device-private-${owner}`, PTE, Kind.pteDevicePrivate, owner),
  ),
  framed('hwpoison', PTE, { kind: Kind.pteHwpoison }),
];

/** Every PMD outside hugetlb VMAs, "none" first. */
export const PMD_BLOCKS: readonly EntryBlock[] = [
  bare('none', PMD, Kind.none),
  bare('table', PMD, Kind.table),
  ...present('huge', PMD, Kind.pmdHuge),
  ...writeOrNot('devmap', PMD, Kind.pmdDevmap),
  ...writeOrNot('migration', PMD, Kind.pmdMigration),
  bare('nonpresent', PMD, Kind.pmdNonpresent),
  bare('bad', PMD, Kind.pmdBad),
];

/** Every PUD outside hugetlb VMAs, "none" first. */
export const PUD_BLOCKS: readonly EntryBlock[] = [
  bare('none', PUD, Kind.none),
  bare('table', PUD, Kind.table),
  ...writeOrNot('devmap', PUD, Kind.pudDevmap),
];

export const PGD_BLOCKS: readonly EntryBlock[] = [
  bare('none', PGD, Kind.none),
  bare('table', PGD, Kind.table),
];

/** Every slot of a hugetlb VMA with pages of 2 MiB, "none" first. */
export const HUGETLB_PMD_BLOCKS: readonly EntryBlock[] = hugetlbBlocks(PMD);
/** Every slot of a hugetlb VMA with pages of 1 GiB, "none" first. */
export const HUGETLB_PUD_BLOCKS: readonly EntryBlock[] = hugetlbBlocks(PUD);

/**
 * The block of this name.
 * @throws RangeError if there is none.
 */
export function namedBlock(blocks: readonly EntryBlock[], name: string): EntryBlock {
  const block = blocks.find((candidate) => candidate.name === name);
  if (block === undefined) throw new RangeError(`"name" expected an entry, got ${name}`);
  return block;
}

/** What a driver can ask of a page, and as `default_flags`. */
export const PAGE_ASKS = [Ask.nothing, Ask.read, Ask.write, Ask.writeOnly] as const;
/** `pfn_flags_mask`. */
export const MASK_ASKS = [...PAGE_ASKS, Ask.all] as const;

function hugetlbBlocks(level: Level): readonly EntryBlock[] {
  return [
    bare('none', level, Kind.none),
    ...present('hugetlb-present', level, Kind.hugetlbPresent),
    ...writeOrNot('hugetlb-migration', level, Kind.hugetlbMigration),
    framed('hugetlb-hwpoison', level, { kind: Kind.hugetlbHwpoison }),
  ];
}

/** An entry that is nothing but its kind. */
function bare(name: string, level: Level, kind: Kind): EntryBlock {
  return { name, level, attributes: attributeBits({ kind }), frame: Frame.absent };
}

function framed(
  name: string,
  level: Level,
  entry: EntryAttributes,
  frame: Frame = Frame.own,
): EntryBlock {
  const suffix = `${entry.write === true ? '-write' : ''}${entry.protnone === true ? '-protnone' : ''}`;
  return { name: name + suffix, level, attributes: attributeBits(entry), frame };
}

function present(name: string, level: Level, kind: Kind): EntryBlock[] {
  return BOTH.flatMap((protnone) =>
    BOTH.map((write) => framed(name, level, { kind, write, protnone })),
  );
}

function specialPtes(name: string, frame: Frame): EntryBlock[] {
  return BOTH.flatMap((protnone) =>
    BOTH.map((write) =>
      framed(name, PTE, { kind: Kind.ptePresent, write, protnone, special: true }, frame),
    ),
  );
}

function writeOrNot(name: string, level: Level, kind: Kind, owner = 0): EntryBlock[] {
  return BOTH.map((write) => framed(name, level, { kind, write, owner }));
}
