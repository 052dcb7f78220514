// SPDX-License-Identifier: GPL-2.0-or-later
import { KIND_MASK, Kind, kindOf, SPECIAL_BIT } from '../../../mm/entry';
import type { SlotImage } from '../../../mm/image';
import type { Disguise } from '../premise/premise';
import { revisionDifference } from './difference';

export const exclusiveFaulted = revisionDifference({
  id: 'device-exclusive-faulted',
  title: 'a device-exclusive page is -EFAULT up to 5.13, and faulted since 5.14',
  change: 'exclusiveFaulted',
  newer: true,
  seen: {
    with: 'a device-exclusive page is faulted',
    without: 'a device-exclusive page makes a request fail',
  },
  changed:
    "a device-exclusive PTE, if asked for, is faulted to the end of the PMD's piece, like swap; without a request it stays none",
  before: 'fails with -EFAULT if the page is requested',
  since: 'faults it, as the CPU would: the device gives it back',
  why:
    'Entries of this kind came with 5.14, and the range fault learnt them in the same release. To older ' +
    'ones it is a non-present entry that is neither swap nor migrating, which was an error.',
  driver:
    'A request for a page that a device has for itself, the driver’s own included, takes it away from the ' +
    'device: the fault invalidates the range, so the first attempt ends in -EBUSY.',
  premise: {
    applies: ({ mm }) =>
      mm.entries.some(isOne) || mm.events.some(({ entries }) => entries.some(isOne)),
    older: { disguise: shownAs(Kind.pteSwap) },
    newer: { disguise: shownAs(Kind.pteHwpoison) },
  },
});

function isOne({ high }: SlotImage): boolean {
  return kindOf(high) === Kind.pteDeviceExclusive;
}

/**
 * Shows such entries as ones that the walk faults, or fails for. `special`, which no genuine entry of
 * that kind has, marks the disguise.
 */
function shownAs(kind: typeof Kind.pteSwap | typeof Kind.pteHwpoison): Disguise {
  return {
    show: (high) =>
      kindOf(high) === Kind.pteDeviceExclusive ? (high & ~KIND_MASK) | kind | SPECIAL_BIT : high,
    restore: (high) =>
      kindOf(high) === kind && (high & SPECIAL_BIT) !== 0
        ? (high & ~(KIND_MASK | SPECIAL_BIT)) | Kind.pteDeviceExclusive
        : high,
  };
}
