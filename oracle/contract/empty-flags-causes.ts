// SPDX-License-Identifier: GPL-2.0-or-later
import type { OriginName } from '../compare/origin';

/** An entry that is reported although the CPU itself may not use it. */
interface EmptyFlagsCause {
  /** The subject of a sentence. */
  readonly what: string;
  readonly origins: readonly OriginName[];
  readonly matters: string;
}

/** By the last part of a violation's id. */
export const EMPTY_FLAGS_CAUSES: Readonly<Record<string, EmptyFlagsCause>> = {
  'pte-protnone': {
    what: 'a NUMA-hinting page',
    origins: ['pte-protnone', 'pte-special-protnone'],
    matters:
      'On every machine with NUMA balancing, in a snapshot of pages that its scan has marked.',
  },
  'pmd-protnone': {
    what: 'a NUMA-hinting huge page',
    origins: ['pmd-huge-protnone'],
    matters:
      'On every machine with NUMA balancing and transparent huge pages, in a snapshot of memory that its ' +
      'scan has marked.',
  },
  'hugetlb-protnone': {
    what: 'a hugetlb page without access',
    origins: ['hugetlb-protnone'],
    matters:
      'Hardly: the kernel’s NUMA scan skips hugetlb memory, and mprotect(PROT_NONE) also makes the VMA ' +
      'unreadable, which is an error for the whole VMA.',
  },
  'hugetlb-none': {
    what: 'an empty hugetlb slot',
    origins: ['hugetlb-none'],
    matters: 'In every snapshot of hugetlb memory that is only partly touched.',
  },
  'hugetlb-migration': {
    what: 'a migrating hugetlb page',
    origins: ['hugetlb-migration'],
    matters: 'In a snapshot taken while huge pages are moved between nodes.',
  },
  'hugetlb-hwpoison': {
    what: 'a poisoned hugetlb page',
    origins: ['hugetlb-hwpoison'],
    matters:
      'After a memory error in hugetlb memory, in a snapshot: rare, but at the worst moment.',
  },
};
