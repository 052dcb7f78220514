// SPDX-License-Identifier: GPL-2.0-or-later
import { expect, it } from 'vitest';
import { CLAUSES } from '../../oracle/contract/registry';

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
    'faultable',
    'order-of-neighbours',
    'mask-hides',
    'stop-divides',
    'count-covers',
    'restart-keeps-requests',
  ]);
});
