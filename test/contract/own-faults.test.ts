// SPDX-License-Identifier: GPL-2.0-or-later
import { expect, it } from 'vitest';
import { AMDGPU } from '../../legacy/known-formats';
import type { AddressSpaceImage } from '../../mm/address-space';
import { Kind } from '../../mm/entry';
import { Judge } from '../../oracle/campaign/judge';
import { Runner } from '../../oracle/run/runner';
import { SIDE_NAMES } from '../../oracle/run/side-names';
import { entry, event, image, page, request, vma } from '../support/build';

const judge = new Judge(Runner.of(SIDE_NAMES));
const CLAUSES = ['ebusy-for-who-asked', 'failure-changes-nothing'];

/** The promises about a call's own page faults that every side breaks: the page, and why. */
function broken(asks: string, parts: Partial<AddressSpaceImage>): readonly string[] {
  const mm = image({ vmas: [vma(0, 8)], ...parts });
  const { breaches } = judge.judge({ id: 'own', mm, range: request(0, asks), format: AMDGPU });
  const found = SIDE_NAMES.map((name) =>
    breaches
      .filter(({ clause, side }) => side.name === name && CLAUSES.includes(clause.id))
      .map((breach) => `${breach.page} ${breach.violation?.id}`),
  );
  const [first = []] = found;
  for (const other of found) expect(other).toEqual(first);
  return first;
}

const readOnly = (at: number) => entry(at, { kind: Kind.ptePresent }, 0x2000 + at);
const EBUSY = 'ebusy-for-who-asked.rest-of-table';
const EARLIER = 'failure-changes-nothing.earlier-piece';
const SAME = 'failure-changes-nothing.same-piece';

it.each([
  ['a copy of a page that nobody asked for', 'w..', {}, [`1 ${EBUSY}`]],
  ['a copy of a page that was asked for', 'ww.', {}, []],
  ['of a page that was asked for, after one that was not', 'w.w', {}, []],
  ['a fault for read copies nothing', 'r..', {}, []],
  ['another thread invalidated the range', 'w..', { events: [event(2, { invalidate: true })] }, []],
  [
    'another thread stored an entry',
    'w..',
    { events: [event(2, { entries: [entry(7, { kind: Kind.pteSwap })] })] },
    [],
  ],
  [
    'the call waited for a migration',
    'rw..',
    { entries: [entry(0, { kind: Kind.pteMigration }, 0x2000), readOnly(2)] },
    [],
  ],
])('-EBUSY: %s', (_, asks, parts, expected) => {
  expect(broken(asks, { entries: [readOnly(1), readOnly(2)], ...parts })).toEqual(expected);
});

const failing = (at: number): AddressSpaceImage['faultErrors'] => new Map([[page(at), 'sigbus']]);
const gap = [vma(0, 2), vma(4, 8)];

it.each([
  ['a page of the piece was faulted before', 'rr', { faultErrors: failing(1) }, [`0 ${SAME}`]],
  [
    'a page of the piece was copied before',
    'w..',
    { entries: [readOnly(1)], faultErrors: failing(2) },
    [`0 ${SAME}`],
  ],
  ['the first page of the piece fails', 'rr', { faultErrors: failing(0) }, []],
  ['a page before a gap was faulted', 'r.r', { vmas: gap }, [`0 ${EARLIER}`]],
  [
    'another thread stored an entry',
    'r.r',
    { vmas: gap, events: [event(2, { entries: [entry(1, { kind: Kind.pteSwap })] })] },
    [],
  ],
  ['a page before a gap was there', 'r.r', { vmas: gap, entries: [readOnly(0)] }, []],
  [
    'both',
    'r..rr.',
    {
      vmas: [vma(0, 2), vma(2, 3, 'read', { kind: 'anon' }), vma(3, 8)],
      faultErrors: failing(4),
    },
    [`0 ${EARLIER}`, `3 ${SAME}`],
  ],
])('-EFAULT: %s', (_, asks, parts, expected) => {
  expect(broken(asks, parts)).toEqual(expected);
});
