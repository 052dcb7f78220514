// SPDX-License-Identifier: GPL-2.0-or-later
import { KIND_MASK, Kind, kindOf, ownerOf } from '../../../mm/entry';
import type { Disguise } from '../premise/premise';
import { revisionDifference } from './difference';

export const foreignPrivateFaulted = revisionDifference({
  id: 'foreign-private-faulted',
  title: 'another owner’s device-private page is -EFAULT up to 5.18, and faulted since 5.19',
  change: 'foreignPrivateFaulted',
  seen: {
    with: "another owner's device-private page is faulted",
    without: "another owner's device-private page makes a request fail",
  },
  changed:
    "a device-private PTE of another owner, if asked for, is faulted to the end of the PMD's piece, like swap",
  before: 'fails with -EFAULT if the page is requested',
  since: 'faults it, as the CPU would: it migrates back to system memory',
  why:
    'A non-present entry that is neither swap nor migrating was an error. A device-private page of ' +
    'another owner can be brought back by a page fault, so it is now treated like swap.',
  driver:
    'Two devices that share a process can mirror each other’s pages, and take them from each other: ' +
    'each such fault invalidates the range, so the first attempt ends in -EBUSY.',
  premise: {
    applies: ({ mm, range }) =>
      mm.entries.some((entry) => isForeign(entry.high, range.owner)) ||
      mm.events.some(({ entries }) => entries.some(({ high }) => isForeign(high, range.owner))),
    older: { disguise: shownAs(Kind.pteSwap) },
    newer: { disguise: shownAs(Kind.pteHwpoison) },
  },
});

/**
 * Shows another owner's pages as entries that the walk faults, or fails for. Only the kind is changed:
 * the owner, which no genuine entry of that kind has, marks the disguise.
 */
function shownAs(kind: typeof Kind.pteSwap | typeof Kind.pteHwpoison): Disguise {
  return {
    show: (high, owner) => (isForeign(high, owner) ? (high & ~KIND_MASK) | kind : high),
    restore: (high) =>
      kindOf(high) === kind && ownerOf(high) !== 0
        ? (high & ~KIND_MASK) | Kind.pteDevicePrivate
        : high,
  };
}

function isForeign(high: number, owner: number): boolean {
  return kindOf(high) === Kind.pteDevicePrivate && ownerOf(high) !== owner;
}
