// SPDX-License-Identifier: GPL-2.0-or-later
import {
  highWord,
  KIND_MASK,
  Kind,
  kindOf,
  lowWord,
  ownerOf,
  PROTNONE_BIT,
  pfnOf,
  SPECIAL_BIT,
  WRITE_BIT,
} from '../../../mm/entry';
import type { SlotImage } from '../../../mm/image';
import { pfnAfter } from '../../../mm/units';
import type { Disguise, EntryWords, PmdDisguise, PmdPiece } from '../premise/premise';
import { revisionDifference } from './difference';

const isPrivatePmd = (high: number): boolean => kindOf(high) === Kind.pmdDevicePrivate;
const isOne = ({ high }: SlotImage): boolean => isPrivatePmd(high);

/** As before the change: a PMD that is not present. No other such PMD has an owner. */
const AS_ABSENT: Disguise = {
  show: (high) => (isPrivatePmd(high) ? withKind(high, Kind.pmdNonpresent) : high),
  restore: (high) =>
    kindOf(high) === Kind.pmdNonpresent && ownerOf(high) !== 0
      ? withKind(high, Kind.pmdDevicePrivate)
      : high,
};

/**
 * As since the change: the owner’s page is a huge page that needs no fault, even if write access to it
 * is asked (`special` marks that the right was lent) and counts from the start of the piece; another
 * owner’s is a huge page that the CPU may not use, or absent, as it is asked for or not. No other huge
 * page has an owner.
 */
const AS_REPORTED: PmdDisguise = {
  show(pmd) {
    const { low, high, owner, asked } = pmd;
    if (!isPrivatePmd(high)) return undefined;
    if (ownerOf(high) !== owner) {
      const shown = asked
        ? withKind(high, Kind.pmdHuge) | PROTNONE_BIT
        : AS_ABSENT.show(high, owner);
      return { low, high: shown };
    }
    const lent = (high & WRITE_BIT) === 0 ? WRITE_BIT | SPECIAL_BIT : 0;
    return fromPieceStart(pmd, withKind(high, Kind.pmdHuge) | lent);
  },
  restore(high) {
    if (kindOf(high) !== Kind.pmdHuge || ownerOf(high) === 0) return AS_ABSENT.restore(high);
    const lent = (high & SPECIAL_BIT) === 0 ? 0 : WRITE_BIT | SPECIAL_BIT;
    return withKind(high & ~(lent | PROTNONE_BIT), Kind.pmdDevicePrivate);
  },
};

export const privatePmdsReported = revisionDifference({
  id: 'device-private-huge-page-reported',
  title:
    'a device-private huge page is an absent PMD up to 6.17; since 6.18 its owner gets it reported, and ' +
    'another one’s is faulted',
  change: 'privatePmdsReported',
  newer: true,
  seen: {
    with: "the owner's device-private huge page is reported, another owner's faulted",
    without: 'a device-private huge page is an error',
  },
  changed:
    'a device-private PMD of the range’s owner is VALID, WRITE if writable, of order 9, with the pfn of the entry at the **first page of the piece**, whatever is asked; another owner’s is faulted if asked for, else ERROR',
  before: 'reports ERROR, and fails with -EFAULT if a page of it is requested',
  since: 'reports the owner’s pages; faults another owner’s if requested, else reports ERROR',
  why:
    'Huge pages can be migrated to device memory in one piece. Until the range fault knew their entries, ' +
    'such a PMD was one of those that are neither present nor migrating.',
  driver:
    'A driver finds its own huge pages as it finds its own small ones. It must know that the pfns of a ' +
    'range that starts inside such a page are wrong (pfn-is-mapped.own-private-pmd).',
  premise: {
    applies: ({ mm }) =>
      mm.entries.some(isOne) || mm.events.some(({ entries }) => entries.some(isOne)),
    older: { pmds: AS_REPORTED },
    newer: { disguise: AS_ABSENT },
  },
});

function withKind(high: number, kind: Kind): number {
  return (high & ~KIND_MASK) | kind;
}

/** The entry whose slot holds the entry’s own pfn at the first page of the piece. */
function fromPieceStart({ low, high, skipped }: PmdPiece, shown: number): EntryWords {
  // Device memory does not begin in the first slot of all: this many frames lie before it.
  const first = pfnAfter(pfnOf(low, high), -skipped);
  return { low: lowWord(first), high: highWord(first, shown) };
}
