// SPDX-License-Identifier: GPL-2.0-or-later
import { Ending } from '../../../mm/range-record';
import { originName } from '../../compare/origin';
import { revisionDifference } from './difference';

export const foreignPrivateFaulted = revisionDifference({
  id: 'foreign-private-faulted',
  title: 'another owner’s device-private page is -EFAULT up to 5.18, and faulted since 5.19',
  change: 'foreignPrivateFaulted',
  before: 'fails with -EFAULT if the page is asked for',
  since: 'faults it, as the CPU would: it migrates back to system memory',
  why:
    'An entry that is neither swap nor migrating was an error. A device-private page of somebody ' +
    'else can be had by a page fault, so it is now treated like swap.',
  driver:
    'Two devices that share a process can mirror each other’s pages, and take them from each other: ' +
    'each such fault invalidates, so the first attempt ends in -EBUSY.',
  parts: ({ left, right }, { scenario }) =>
    left.origin === right.origin &&
    originName(left.origin, scenario.range.owner) === 'pte-other-device-private' &&
    left.end?.ending === Ending.impossible &&
    (right.end?.ending === Ending.faulted ||
      right.end?.ending === Ending.denied ||
      right.end?.ending === Ending.faultFailed),
});
