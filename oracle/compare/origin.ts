// SPDX-License-Identifier: GPL-2.0-or-later
import { Kind, kindOf, ownerOf, PROTNONE_BIT, SPECIAL_BIT } from '../../mm/entry';

/** What a walk can meet, in the words of model.md's table of callbacks: an entry, or a pseudo entry. */
export const MET_NAMES = [
  'skipped-vma',
  'gap',
  'hole',
  'pud-devmap',
  'pmd-huge',
  'pmd-huge-protnone',
  'pmd-devmap',
  'pmd-migration',
  'pmd-nonpresent',
  'pmd-bad',
  'hugetlb-none',
  'hugetlb-present',
  'hugetlb-protnone',
  'hugetlb-migration',
  'hugetlb-hwpoison',
  'pte-none',
  'pte-present',
  'pte-protnone',
  'pte-special',
  'pte-special-protnone',
  'pte-swap',
  'pte-migration',
  'pte-own-device-private',
  'pte-other-device-private',
  'pte-hwpoison',
] as const;

/**
 * Where a page's word comes from: what a walk met, or `nothing`, which only a side that leaves pages
 * out has. Rows of the coverage table; with the outcome they name the decision that a finding comes
 * from.
 */
export const ORIGIN_NAMES = [...MET_NAMES, 'nothing'] as const;
/** Where a page’s word comes from. */
export type OriginName = (typeof ORIGIN_NAMES)[number];

/** The name of what a high word (see `mm/entry.ts`) stands for; the owner is the range's. */
export function originName(high: number, owner: number): OriginName {
  const protnone = (high & PROTNONE_BIT) !== 0;
  switch (kindOf(high)) {
    case Kind.skippedVma:
      return 'skipped-vma';
    case Kind.gap:
      return 'gap';
    case Kind.hole:
      return 'hole';
    case Kind.pudDevmap:
      return 'pud-devmap';
    case Kind.pmdHuge:
      return protnone ? 'pmd-huge-protnone' : 'pmd-huge';
    case Kind.pmdDevmap:
      return 'pmd-devmap';
    case Kind.pmdMigration:
      return 'pmd-migration';
    case Kind.pmdNonpresent:
      return 'pmd-nonpresent';
    case Kind.pmdBad:
      return 'pmd-bad';
    case Kind.hugetlbNone:
      return 'hugetlb-none';
    case Kind.hugetlbPresent:
      return protnone ? 'hugetlb-protnone' : 'hugetlb-present';
    case Kind.hugetlbMigration:
      return 'hugetlb-migration';
    case Kind.hugetlbHwpoison:
      return 'hugetlb-hwpoison';
    case Kind.ptePresent:
      if ((high & SPECIAL_BIT) !== 0) return protnone ? 'pte-special-protnone' : 'pte-special';
      return protnone ? 'pte-protnone' : 'pte-present';
    case Kind.pteSwap:
      return 'pte-swap';
    case Kind.pteMigration:
      return 'pte-migration';
    case Kind.pteDevicePrivate:
      return ownerOf(high) === owner ? 'pte-own-device-private' : 'pte-other-device-private';
    case Kind.pteHwpoison:
      return 'pte-hwpoison';
    case Kind.none:
    case Kind.table:
      return 'pte-none';
    case Kind.untouched:
      return 'nothing';
  }
}

/** Whether a slot of a hugetlb VMA was met, whatever stood in it. */
export function isHugetlb(high: number): boolean {
  switch (kindOf(high)) {
    case Kind.hugetlbNone:
    case Kind.hugetlbPresent:
    case Kind.hugetlbMigration:
    case Kind.hugetlbHwpoison:
      return true;
    default:
      return false;
  }
}
