// SPDX-License-Identifier: GPL-2.0-or-later
import type { WayDifference } from '../difference';
import { asksDifference } from './difference';
import { readsAsWritable } from './reads-as-writable';

const READ_ASKS_WRITE =
  'Memory that it only wanted to read is copied on write, and a call for a read-only mapping fails ' +
  'with -EPERM.';

/** The ways in which the flags of an ill-formed format request something else. */
export const ASKS_DIFFERENCES: readonly WayDifference[] = [
  asksDifference({
    id: 'format-asks-valid-zero',
    defect: 'valid-zero',
    title: 'flags[VALID] is zero: no request has any effect',
    legacy: 'faults nothing in, whatever is requested',
    why: 'A request asks for a fault if it has a bit of flags[VALID], which has none.',
    driver:
      'Each call succeeds, but memory that was not present before is still not present after it.',
  }),
  asksDifference({
    id: 'format-asks-write-zero',
    defect: 'write-zero',
    title: 'flags[WRITE] is zero: a write request is a read request',
    legacy: 'makes read faults for write requests',
    why: 'A request asks for write access if it has a bit of flags[WRITE], which has none.',
    driver:
      'Pages stay shared and read-only, and a read-only mapping does not give -EPERM: each write by ' +
      'the device faults endlessly.',
  }),
  asksDifference({
    id: 'format-asks-flags-equal',
    defect: 'flags-equal',
    title:
      'flags[VALID] equals flags[WRITE]: a read request is a write request, and WRITE alone is one',
    legacy: 'makes write faults for read requests',
    why: 'The request has the bit that both flags share, so it has VALID and WRITE.',
    driver: READ_ASKS_WRITE,
  }),
  asksDifference({
    id: 'format-asks-valid-contains-write',
    defect: 'valid-contains-write',
    title: 'flags[VALID] contains flags[WRITE]: a read request is a write request',
    legacy: 'makes write faults for read requests, and faults where WRITE alone is passed',
    why:
      'Any bit of a flag counts. All of flags[WRITE] is in flags[VALID], so whatever has VALID has ' +
      'WRITE, and WRITE alone has a bit of VALID.',
    driver: READ_ASKS_WRITE,
  }),
  asksDifference({
    id: 'format-asks-write-contains-valid',
    defect: 'write-contains-valid',
    title:
      'flags[WRITE] contains flags[VALID]: WRITE alone is a request, and a read request is a write request',
    legacy: 'faults where no fault was intended, and makes write faults for read requests',
    why:
      'Any bit of a flag counts. All of flags[VALID] is in flags[WRITE], so whatever has WRITE has ' +
      'VALID, and VALID has a bit of WRITE.',
    driver: READ_ASKS_WRITE,
  }),
  asksDifference({
    id: 'format-asks-flags-share-bits',
    defect: 'flags-share-bits',
    title: 'flags[VALID] and flags[WRITE] share some bits: each alone requests both',
    legacy: 'makes write faults for read requests, and faults where WRITE alone is passed',
    why: 'Any bit of a flag counts, and each of the flags has a bit of the other.',
    driver: READ_ASKS_WRITE,
  }),
  readsAsWritable,
];
