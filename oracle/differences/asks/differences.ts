// SPDX-License-Identifier: GPL-2.0-or-later
import type { WayDifference } from '../difference';
import { asksDifference } from './difference';
import { readsAsWritable } from './reads-as-writable';

const READ_ASKS_WRITE =
  'Memory that it only wanted to read is copied on write, and a call for a mapping that may only be ' +
  'read fails with -EPERM.';

/** The ways in which the flags of an ill-formed format ask something else. */
export const ASKS_DIFFERENCES: readonly WayDifference[] = [
  asksDifference({
    id: 'format-asks-valid-zero',
    defect: 'valid-zero',
    title: 'flags[VALID] is zero: no request asks for anything',
    legacy: 'faults nothing in, whatever is asked',
    why: 'A request asks for a fault if it has a bit of flags[VALID], of which there is none.',
    driver: 'Each call succeeds, and memory that was not there before is not there after it.',
  }),
  asksDifference({
    id: 'format-asks-write-zero',
    defect: 'write-zero',
    title: 'flags[WRITE] is zero: a request to write is one to read',
    legacy: 'faults for read what is to be written',
    why: 'A request asks to write if it has a bit of flags[WRITE], of which there is none.',
    driver:
      'Pages stay shared and read-only, and a mapping that may only be read is no -EPERM: each write ' +
      'of the device faults for ever.',
  }),
  asksDifference({
    id: 'format-asks-flags-equal',
    defect: 'flags-equal',
    title:
      'flags[VALID] equals flags[WRITE]: to read is to write, and WRITE alone asks for a fault',
    legacy: 'faults for write what is to be read',
    why: 'The request has the one bit that both flags are, so it has VALID and WRITE.',
    driver: READ_ASKS_WRITE,
  }),
  asksDifference({
    id: 'format-asks-valid-contains-write',
    defect: 'valid-contains-write',
    title: 'flags[VALID] contains flags[WRITE]: a request to read is one to write',
    legacy: 'faults for write what is to be read, and faults where WRITE alone is passed',
    why:
      'Any bit of a flag counts. All of flags[WRITE] is in flags[VALID], so whatever has VALID has ' +
      'WRITE, and WRITE alone has a bit of VALID.',
    driver: READ_ASKS_WRITE,
  }),
  asksDifference({
    id: 'format-asks-write-contains-valid',
    defect: 'write-contains-valid',
    title:
      'flags[WRITE] contains flags[VALID]: WRITE alone asks for a fault, and to read is to write',
    legacy: 'faults where no fault was meant, and faults for write what is to be read',
    why:
      'Any bit of a flag counts. All of flags[VALID] is in flags[WRITE], so whatever has WRITE has ' +
      'VALID, and VALID has a bit of WRITE.',
    driver: READ_ASKS_WRITE,
  }),
  asksDifference({
    id: 'format-asks-flags-share-bits',
    defect: 'flags-share-bits',
    title: 'flags[VALID] and flags[WRITE] share some bits: each alone asks for both',
    legacy: 'faults for write what is to be read, and faults where WRITE alone is passed',
    why: 'Any bit of a flag counts, and each of the flags has a bit of the other one.',
    driver: READ_ASKS_WRITE,
  }),
  readsAsWritable,
];
