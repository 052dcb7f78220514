// SPDX-License-Identifier: GPL-2.0-or-later
import { NOUVEAU } from '../../legacy/known-formats';
import { Ask } from '../../mm/range';
import type { KnownPair } from '../conversion';
import { type Access, type DriverFormat, type Encoding, OWN_DEVICE } from '../driver';
import { PLAIN_LOOP } from '../loop';
import { convertFault, convertSnapshot } from './convert';
import { readCustomizable, readFixed } from './read-word';

/** `DMIRROR_RANGE_FAULT_…`: pages that are handled together. */
const CHUNK_PAGES = 64;

/*
 * The test device came with the fixed format, so there is no "before" of it. What stands in for it
 * is the device's own rules on the customizable format as it was last, with nouveau's flags: what a
 * port of the kernel's test device to an older kernel, or from one, has to expect.
 */
const BEFORE: DriverFormat = { kind: 'customizable', revision: 'legacy', format: NOUVEAU };
const AFTER: DriverFormat = { kind: 'fixed' };

const FAULT = {
  windowLimit: CHUNK_PAGES,
  owner: OWN_DEVICE,
  loop: PLAIN_LOOP,
  /** A read or a write command asks for all its pages alike, by default; the mask is 0. */
  encode: (accesses: readonly Access[]): Encoding => ({
    defaults: accesses.includes('write') ? Ask.write : Ask.read,
    mask: Ask.nothing,
    asks: accesses.map(() => Ask.nothing),
  }),
  builds: (accesses: readonly Access[]): boolean =>
    isUniform(accesses) && (accesses[0] === 'read' || accesses[0] === 'write'),
};

const SNAPSHOT = {
  ...FAULT,
  encode: (accesses: readonly Access[]): Encoding => ({
    defaults: Ask.nothing,
    mask: Ask.nothing,
    asks: accesses.map(() => Ask.nothing),
  }),
  builds: (accesses: readonly Access[]): boolean => isUniform(accesses) && accesses[0] === 'none',
};

function isUniform(accesses: readonly Access[]): boolean {
  const { length } = accesses;
  return length <= CHUNK_PAGES && accesses.every((access) => access === accesses[0]);
}

/** Faults by the device (`dmirror_fault()`). */
export const TEST_HMM_FAULT_PAIR = {
  name: 'test_hmm-fault',
  title: 'test_hmm, fault: its rules on the customizable format, and 5.8',
  before: {
    ...FAULT,
    id: 'test_hmm-fault-before',
    title: 'test_hmm fault, as it would have been',
    format: BEFORE,
    convert: (window) => convertFault(window, readCustomizable),
  },
  after: {
    ...FAULT,
    id: 'test_hmm-fault-after',
    title: 'test_hmm fault, 5.8',
    format: AFTER,
    convert: (window) => convertFault(window, readFixed),
  },
} satisfies KnownPair;

/** Snapshots for user space (`dmirror_snapshot()`). */
export const TEST_HMM_SNAPSHOT_PAIR = {
  name: 'test_hmm-snapshot',
  title: 'test_hmm, snapshot: its rules on the customizable format, and 5.8',
  before: {
    ...SNAPSHOT,
    id: 'test_hmm-snapshot-before',
    title: 'test_hmm snapshot, as it would have been',
    format: BEFORE,
    convert: (window) => convertSnapshot(window, readCustomizable),
  },
  after: {
    ...SNAPSHOT,
    id: 'test_hmm-snapshot-after',
    title: 'test_hmm snapshot, 5.8',
    format: AFTER,
    convert: (window) => convertSnapshot(window, readFixed),
  },
} satisfies KnownPair;
