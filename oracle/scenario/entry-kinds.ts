// SPDX-License-Identifier: GPL-2.0-or-later
import { Kind } from '../../mm/entry';
import { type Level, PGD, PMD, PTE, PUD } from '../../mm/units';

/** The names of levels in documents. */
export const LEVEL_NAMES = ['pte', 'pmd', 'pud', 'pgd'] as const;
export type LevelName = (typeof LEVEL_NAMES)[number];

export const LEVELS: Readonly<Record<LevelName, Level>> = {
  pte: PTE,
  pmd: PMD,
  pud: PUD,
  pgd: PGD,
};

/** The kinds by their name (`is`) in documents. */
type KindsByName = Readonly<Record<string, Kind>>;

/** What stands at a level, except in the slots of a hugetlb VMA. */
export const PLAIN_KINDS: Readonly<Record<LevelName, KindsByName>> = {
  pte: {
    none: Kind.none,
    present: Kind.ptePresent,
    swap: Kind.pteSwap,
    migration: Kind.pteMigration,
    'device-private': Kind.pteDevicePrivate,
    hwpoison: Kind.pteHwpoison,
  },
  pmd: {
    none: Kind.none,
    table: Kind.table,
    huge: Kind.pmdHuge,
    devmap: Kind.pmdDevmap,
    migration: Kind.pmdMigration,
    nonpresent: Kind.pmdNonpresent,
    bad: Kind.pmdBad,
  },
  pud: { none: Kind.none, table: Kind.table, devmap: Kind.pudDevmap },
  pgd: { none: Kind.none, table: Kind.table },
};

/** What stands in the slots of a hugetlb VMA, which are at the level of its page size. */
export const HUGETLB_KINDS: KindsByName = {
  none: Kind.none,
  present: Kind.hugetlbPresent,
  migration: Kind.hugetlbMigration,
  hwpoison: Kind.hugetlbHwpoison,
};

/** Mappings of a huge page that is in place: their pfn is aligned as their slot is. */
export function hasAlignedPfn(kind: Kind): boolean {
  return (
    kind === Kind.pmdHuge ||
    kind === Kind.pmdDevmap ||
    kind === Kind.pudDevmap ||
    kind === Kind.hugetlbPresent
  );
}
