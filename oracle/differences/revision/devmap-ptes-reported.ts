// SPDX-License-Identifier: GPL-2.0-or-later
import { KIND_MASK, Kind, kindOf, OWNER_SHIFT, ownerOf, SPECIAL_BIT } from '../../../mm/entry';
import type { SlotImage } from '../../../mm/image';
import type { Disguise } from '../premise/premise';
import { revisionDifference } from './difference';

export const devmapPtesReported = revisionDifference({
  id: 'devmap-pte-reported',
  title: 'a device’s page in a PTE (DAX) is an error up to 5.14, and reported since 5.15',
  change: 'devmapPtesReported',
  newer: true,
  seen: {
    with: "a device's page in a PTE is reported",
    without: "a device's page in a PTE is special",
  },
  changed:
    "a PTE that maps a device's page (DAX) is exempt from `special`, and reported as any page is",
  before: 'reports it as a special page, and fails with -EFAULT if the page is requested',
  since: 'reports it with the rights of the entry',
  why:
    'Such a PTE is marked as special as well, where the architecture has the mark. The test for special pages ' +
    'did not ask for that; since 6.17 there is no such mark any more, and the PTE is an ordinary one.',
  driver:
    'Memory of DAX files can be mirrored page by page; before, only mappings of 2 MiB and 1 GiB could, and one page ' +
    'of them that was split made a request fail.',
  premise: {
    applies: ({ mm }) =>
      mm.entries.some(isOne) || mm.events.some(({ entries }) => entries.some(isOne)),
    older: { disguise: shownAs(0) },
    newer: { disguise: shownAs(SPECIAL_BIT) },
  },
});

function isOne({ high }: SlotImage): boolean {
  return kindOf(high) === Kind.pteDevmap;
}

/** An owner, which no genuine present page has, marks the disguise. */
const MARK = 1;

/** Shows such entries as present ones, special or not. */
function shownAs(special: number): Disguise {
  return {
    show: (high) =>
      kindOf(high) === Kind.pteDevmap
        ? (high & ~KIND_MASK) | Kind.ptePresent | special | (MARK << OWNER_SHIFT)
        : high,
    restore: (high) =>
      kindOf(high) === Kind.ptePresent && ownerOf(high) === MARK
        ? (high & ~(KIND_MASK | SPECIAL_BIT | (MARK << OWNER_SHIFT))) | Kind.pteDevmap
        : high,
  };
}
