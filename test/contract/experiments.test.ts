// SPDX-License-Identifier: GPL-2.0-or-later
import { expect, it } from 'vitest';
import { CLAUSES, VIOLATIONS } from '../../oracle/contract/registry';

it('what a live kernel cannot be held to is what needs a second call, or page faults of the judge', () => {
  const tried = CLAUSES.filter(
    ({ experiment, sees }) => experiment === true || sees === 'the mirrored scenario',
  );
  expect(tried.map(({ id }) => id)).toEqual([
    'efault-is-final',
    'ebusy-for-who-asked',
    'failure-changes-nothing',
    'faultable',
    'order-of-neighbours',
    'mask-hides',
  ]);
});

it('what sides with the same outcome keep or break together is what looks at no words and no laboratory', () => {
  expect(CLAUSES.filter(({ ofOutcome }) => ofOutcome !== true).map(({ id }) => id)).toEqual([
    'invalid-says-nothing',
    'pfn-is-mapped',
    'order-is-mapped',
    'carried-flags-stay',
    'faultable',
    'order-of-neighbours',
    'mask-hides',
    'stop-divides',
    'count-covers',
    'restart-keeps-requests',
  ]);
});

it('what takes entries of version 2, and what changes brought, is said of violations', () => {
  expect(VIOLATIONS.filter(({ newer }) => newer === true).map(({ id }) => id)).toEqual([
    'mapped-is-valid.own-private-pmd',
    'mapped-is-valid.devmap-pte',
    'pfn-is-mapped.own-private-pmd',
    'error-is-final.other-private-pmd',
    'fault-can-help.other-marker',
    'faulted-once.uffd-wp-marker',
    'efault-is-final.device-exclusive',
    'efault-is-final.devmap-pte',
    'efault-is-final.uffd-wp-marker',
    'efault-is-final.private-pmd',
    'faultable.device-exclusive',
    'faultable.uffd-wp-marker',
    'faultable.poison-marker',
    'faultable.guard-marker',
  ]);
  expect(VIOLATIONS.flatMap(({ id, since }) => (since === undefined ? [] : [[id, since]]))).toEqual(
    [
      ['pfn-is-mapped.own-private-pmd', 'privatePmdsReported'],
      ['pfn-is-mapped.runs-into-order', 'mapOrder'],
      ['order-is-mapped.pfn-runs-into', 'mapOrder'],
      ['error-is-final.other-private-pmd', 'privatePmdsReported'],
      ['fault-can-help.other-marker', 'otherMarkersAreNone'],
      ['faulted-once.uffd-wp-marker', 'wpMarkersAreNone'],
    ],
  );
  expect(VIOLATIONS.filter(({ narrow }) => narrow === true).map(({ id }) => id)).toEqual([
    'pfn-is-mapped.runs-into-order',
    'order-is-mapped.pfn-runs-into',
  ]);
});
