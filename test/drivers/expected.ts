// SPDX-License-Identifier: GPL-2.0-or-later
import type { DriverId, VersionId } from '../../drivers/registry';
import {
  AMDGPU_AFTER,
  AMDGPU_BEFORE,
  GPUSVM_AFTER,
  GPUSVM_BEFORE,
  NOUVEAU_AFTER,
  NOUVEAU_BEFORE,
  ODP_AFTER,
  ODP_BEFORE,
  type Row,
  TEST_HMM_FAULT_AFTER,
  TEST_HMM_FAULT_BEFORE,
  TEST_HMM_SNAPSHOT_AFTER,
  TEST_HMM_SNAPSHOT_BEFORE,
  XE_BEFORE,
} from './outcome-table';

/*
 * What is expected of each driver version: a driver without its rows is an error of the compiler.
 */

/** The rows of each driver version, by its id. */
export const OUTCOMES: Readonly<Record<VersionId, readonly Row[]>> = {
  'nouveau-before': NOUVEAU_BEFORE,
  'nouveau-after': NOUVEAU_AFTER,
  'amdgpu-before': AMDGPU_BEFORE,
  'amdgpu-after': AMDGPU_AFTER,
  'test_hmm-fault-before': TEST_HMM_FAULT_BEFORE,
  'test_hmm-fault-after': TEST_HMM_FAULT_AFTER,
  'test_hmm-snapshot-before': TEST_HMM_SNAPSHOT_BEFORE,
  'test_hmm-snapshot-after': TEST_HMM_SNAPSHOT_AFTER,
  'xe-before': XE_BEFORE,
  'xe-after': GPUSVM_AFTER,
  'gpusvm-before': GPUSVM_BEFORE,
  'gpusvm-after': GPUSVM_AFTER,
  'odp-before': ODP_BEFORE,
  'odp-after': ODP_AFTER,
};

/** The loop that most drivers have, by its fields: see `LOOP_FIELDS`. */
const CALL = 'hmm_range_fault()';
const PLAIN = [CALL, 'each-attempt', 'nothing', 'whole', 'in-loop, again', 'success', '1000 ms'];
const FLAGS_AGAIN = [CALL, 'each-attempt', 'flags', 'whole', 'in-loop, again', 'again', '1000 ms'];
const SENT_BACK = [
  ...[CALL, 'each-attempt', 'nothing', 'whole', 'in-loop, fails', 'success'],
  '1000 ms, after busy only',
];
const HELPER = [
  'hmm_range_fault_unlocked_timeout(), 1000 ms',
  ...['each-attempt', 'nothing', 'whole', 'in-loop, again', 'success'],
];
const USERPTR = [CALL, 'each-attempt', 'nothing', 'whole', 'by-caller'];

/**
 * By hand from the drivers' sources: revision; pages of a window; owner; then of the loop what it
 * calls, where it reads the sequence, what it writes anew, its pieces, its check, whether 0 pages are
 * a success, and its bounds.
 */
export const TRAITS: Readonly<Record<VersionId, readonly (string | number | null)[]>> = {
  'nouveau-before': ['v5.7', 16, 1, ...FLAGS_AGAIN],
  'nouveau-after': ['fixed', 16, 1, ...PLAIN],
  'amdgpu-before': ['v5.7', null, 0, ...USERPTR, 'again', '1000 ms'],
  'amdgpu-after': ['fixed', null, 0, ...USERPTR, 'success', '1000 ms'],
  'test_hmm-fault-before': ['legacy', 64, 1, ...PLAIN],
  'test_hmm-fault-after': ['fixed', 64, 1, ...PLAIN],
  'test_hmm-snapshot-before': ['legacy', 64, 1, ...PLAIN],
  'test_hmm-snapshot-after': ['fixed', 64, 1, ...PLAIN],
  'xe-before': ['6.12', null, 0, ...SENT_BACK],
  'xe-after': ['7.3', null, 1, ...HELPER, '1000 ms'],
  'gpusvm-before': ['7.2', null, 1, ...PLAIN],
  'gpusvm-after': ['7.3', null, 1, ...HELPER, '1000 ms'],
  'odp-before': ['6.12', null, 0, ...PLAIN.slice(0, -1), '1000 ms, after busy only'],
  'odp-after': ['7.3', null, 0, ...HELPER, 'none'],
};

/** What remains of a loop of nouveau when its requests are written anew. */
const REMAINING = [
  'no-end-alone/livelock/silent-changes',
  'no-end-alone/own-fault/silent-changes',
  'no-end-while-invalidated/before-check',
  'no-end-while-invalidated/during-call',
  'no-end-while-invalidated/own-fault',
];
/** The same without what comes from the check. */
const UNCHECKED = REMAINING.filter((id) => !id.includes('before-check'));
/** What the destroyed input brings to both loops of nouveau. */
const DESTROYED = [
  'no-end-while-invalidated/before-check/destroyed-input',
  'no-end-while-invalidated/during-call/destroyed-input',
  'no-end-while-invalidated/own-fault/destroyed-input',
  'request-grew-none-to-read/bad-address',
  'request-grew-none-to-read/copy-on-write',
  'request-grew-none-to-read/hinting-fault',
  'request-grew-none-to-read/migration-back',
  'request-grew-none-to-read/no-effect',
  'request-grew-none-to-read/read-fault',
  'request-grew-none-to-read/wait',
  'request-grew-none-to-write/bad-address',
  'request-grew-none-to-write/copy-on-write',
  'request-grew-none-to-write/hinting-fault',
  'request-grew-none-to-write/migration-back',
  'request-grew-none-to-write/no-effect',
  'request-grew-none-to-write/permission-denied',
  'request-grew-none-to-write/wait',
  'request-grew-none-to-write/write-fault',
  'request-grew-read-to-write/bad-address',
  'request-grew-read-to-write/copy-on-write',
  'request-grew-read-to-write/hinting-fault',
  'request-grew-read-to-write/no-effect',
  'request-grew-read-to-write/permission-denied',
  'request-grew-read-to-write/write-fault',
  'request-lost/write-to-read',
];
export const NO_PAGES = 'no-end-alone/no-pages';

/** The causes of each loop: those that writing the requests anew removes, and the others. */
export const LOOP_CAUSES: Readonly<
  Record<DriverId, { readonly removed: readonly string[]; readonly remaining: readonly string[] }>
> = {
  'nouveau-before': { removed: DESTROYED, remaining: [...REMAINING, NO_PAGES] },
  'nouveau-after': { removed: DESTROYED, remaining: REMAINING },
  'amdgpu-before': {
    removed: [],
    remaining: UNCHECKED,
  },
  'amdgpu-after': {
    removed: [],
    remaining: UNCHECKED,
  },
  // It has nouveau's requests, and leaves the check of the sequence to the driver.
  'unlocked-7.3': {
    removed: DESTROYED.filter((id) => !id.includes('before-check')),
    remaining: UNCHECKED,
  },
  // What is stale at its check goes back to the caller.
  'xe-before': { removed: [], remaining: UNCHECKED },
  'gpusvm-after': { removed: [], remaining: REMAINING },
  // A real finding: after a stale check it never looks at the time.
  'odp-before': {
    removed: [],
    remaining: [...UNCHECKED, 'no-end-while-invalidated/before-check/without-bound'],
  },
  'odp-after': {
    removed: [],
    remaining: [
      ...UNCHECKED,
      'no-end-while-invalidated/before-check/signal-only',
      'no-end-while-invalidated/own-fault/signal-only',
    ],
  },
};
