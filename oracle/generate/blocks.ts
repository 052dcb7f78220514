// SPDX-License-Identifier: GPL-2.0-or-later
import { attributeBits, Kind } from '../../mm/entry';
import { Ask } from '../../mm/range';
import { type Level, PGD, PMD, PTE, PUD } from '../../mm/units';
import { kindsAt, type NamedRow } from '../scenario/entry-kinds';
import type { EntryPlace, FieldName } from '../scenario/kind-row';

/** Where the pfn of an entry comes from. */
export const FrameSource = {
  /** The entry has none. */
  absent: 0,
  /** Frames of its own, as many as the slot has pages. */
  own: 1,
  /** The scenario's zero page. */
  zero: 2,
} as const;
export type FrameSource = (typeof FrameSource)[keyof typeof FrameSource];

/** One thing that can stand in a slot: an entry, all but its address and pfn. */
export interface EntryBlock {
  /** Unique in its level, such as `present-write-protnone`. */
  readonly name: string;
  readonly level: Level;
  /** The entry's high word, without pfn bits. */
  readonly attributes: number;
  readonly frame: FrameSource;
  /** How often it is drawn where it stands. */
  readonly weight: number;
  /** Whether only documents from version 2 on can hold it. */
  readonly isNewer: boolean;
}

/** Owners of device-private pages; with a range owner of 0 to 2: nobody's own, own and other. */
const PAGE_OWNERS = [1, 2] as const;
/** `dev_private_owner`; 0 is none. */
export const RANGE_OWNERS = [0, 1, 2] as const;

/*
 * Scopes and most random scenarios are made of what the first version of the document has: what was
 * counted of them stays so.
 */

/** Every PTE, "none" first. */
export const PTE_BLOCKS: readonly EntryBlock[] = blocksAt('pte', PTE, false);
/** Every PMD outside hugetlb VMAs, "none" first. */
export const PMD_BLOCKS: readonly EntryBlock[] = blocksAt('pmd', PMD, false);
/** Every PUD outside hugetlb VMAs, "none" first. */
export const PUD_BLOCKS: readonly EntryBlock[] = blocksAt('pud', PUD, false);
export const PGD_BLOCKS: readonly EntryBlock[] = blocksAt('pgd', PGD, false);
/** Every slot of a hugetlb VMA with pages of 2 MiB, "none" first. */
export const HUGETLB_PMD_BLOCKS: readonly EntryBlock[] = blocksAt('hugetlb', PMD, false);
/** Every slot of a hugetlb VMA with pages of 1 GiB, "none" first. */
export const HUGETLB_PUD_BLOCKS: readonly EntryBlock[] = blocksAt('hugetlb', PUD, false);

/** The PTEs that only documents from version 2 on can hold. */
export const NEWER_PTE_BLOCKS: readonly EntryBlock[] = blocksAt('pte', PTE, true);
/** The PMDs that only documents from version 2 on can hold. */
export const NEWER_PMD_BLOCKS: readonly EntryBlock[] = blocksAt('pmd', PMD, true);

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

function blocksAt(place: EntryPlace, level: Level, newer: boolean): readonly EntryBlock[] {
  const rows = kindsAt(place).filter(({ since }) => (since !== undefined) === newer);
  return rows.flatMap((row) => {
    const name = place === 'hugetlb' && row.kind !== Kind.none ? `hugetlb-${row.is}` : row.is;
    const weight = row.at[place] ?? 0;
    return variantsOf(row, name).flatMap((variant) => blocksOf(row, level, variant, weight));
  });
}

/** Entries of one kind that differ in their rights only. */
interface Variant {
  readonly name: string;
  readonly frame: FrameSource;
  readonly special?: boolean;
  readonly owner?: number;
}

function variantsOf({ fields }: NamedRow, name: string): readonly Variant[] {
  const frame = fields.includes('pfn') ? FrameSource.own : FrameSource.absent;
  if (fields.includes('owner')) {
    return PAGE_OWNERS.map((owner) => ({ name: `${name}-${owner}`, frame, owner }));
  }
  return [
    { name, frame },
    ...(fields.includes('special')
      ? [
          { name: 'special', frame, special: true },
          { name: 'zero-page', frame: FrameSource.zero, special: true },
        ]
      : []),
  ];
}

/** With and without each right that the kind has. */
function blocksOf(
  { kind, fields, weights = {}, since }: NamedRow,
  level: Level,
  { name, frame, special = false, owner = 0 }: Variant,
  weight: number,
): EntryBlock[] {
  const maybe = (field: FieldName): readonly boolean[] =>
    fields.includes(field) ? [false, true] : [false];
  return maybe('protnone').flatMap((protnone) =>
    maybe('write').map((write) => {
      const rights = [...(write ? ['write'] : []), ...(protnone ? ['protnone'] : [])];
      return {
        name: [name, ...rights].join('-'),
        level,
        attributes: attributeBits({ kind, write, protnone, special, owner }),
        frame,
        weight: weights[special ? name : rights.join('-')] ?? weight,
        isNewer: since !== undefined,
      };
    }),
  );
}
