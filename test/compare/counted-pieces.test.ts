// SPDX-License-Identifier: GPL-2.0-or-later
import { expect, it } from 'vitest';
import { NOUVEAU } from '../../legacy/known-formats';
import type { AddressSpaceImage } from '../../mm/address-space';
import { Kind } from '../../mm/entry';
import { PMD, PUD } from '../../mm/units';
import { exactCount } from '../../oracle/differences/count/exact-count';
import { Runner } from '../../oracle/run/runner';
import type { Side } from '../../oracle/run/side';
import { entry, image, request, vma } from '../support/build';

const HUGETLB = { kind: 'hugetlb', level: PMD, size: 2 ** 21 } as const;
/** The first page that lies in no VMA, or under another PMD. */
const BORDER = 2 ** 18;
const pmd = (kind: Kind, index = BORDER - 512) => entry(index, { kind }, 0, PMD);

type Row = readonly [string, Partial<AddressSpaceImage>, string, number];

/** Requests from two pages before the border on; the count that v5.7 must return. */
const ROWS: readonly Row[] = [
  [
    'a PUD',
    { vmas: [vma(0, BORDER)], entries: [entry(0, { kind: Kind.pudDevmap }, 0, PUD)] },
    '....',
    2,
  ],
  ['a huge PMD', { vmas: [vma(0, BORDER)], entries: [pmd(Kind.pmdHuge)] }, '....', 2],
  [
    'no PMD that migrates',
    { vmas: [vma(0, BORDER)], entries: [pmd(Kind.pmdMigration)] },
    '....',
    0,
  ],
  [
    'one that has arrived',
    { vmas: [vma(0, BORDER)], entries: [pmd(Kind.pmdMigration)] },
    'r...',
    2,
  ],
  ['no PMD that is corrupt', { vmas: [vma(0, BORDER)], entries: [pmd(Kind.pmdBad)] }, '....', 0],
  [
    'PTEs, whatever they are',
    { vmas: [vma(0, BORDER)], entries: [entry(BORDER - 2, { kind: Kind.pteSwap })] },
    '....',
    2,
  ],
  [
    'a hugetlb slot, present or not',
    {
      vmas: [vma(BORDER - 512, BORDER, 'read write', HUGETLB)],
      entries: [pmd(Kind.hugetlbMigration)],
    },
    '....',
    2,
  ],
  ['a VMA that is not walked', { vmas: [vma(0, BORDER, 'read io')] }, '....', 2],
  ['no hole', { vmas: [vma(0, BORDER)] }, '....', 0],
  [
    'what is before a hole, and be it a gap',
    {
      vmas: [vma(0, BORDER - 1), vma(BORDER, BORDER + 8)],
      entries: [entry(BORDER - 2, { kind: Kind.pteSwap })],
    },
    '....',
    2,
  ],
  ['no gap', { vmas: [] }, '....', 0],
  ['a hole that was faulted', { vmas: [vma(0, BORDER)] }, '.r..', 2],
];

it.each(ROWS)('v5.7 counts %s', (_, parts, asks, pages) => {
  const [side] = Runner.of(['v5.7']).sides;
  if (side === undefined) throw new Error('v5.7 runs');
  expect(countOf(side, parts, asks)).toBe(pages);
});

it('and nothing of the scenario before', () => {
  const [side] = Runner.of(['v5.7']).sides;
  if (side === undefined) throw new Error('v5.7 runs');
  const counts = [...ROWS, ...ROWS.toReversed()].map(([, parts, asks]) =>
    countOf(side, parts, asks),
  );
  const due = ROWS.map(([, , , pages]) => pages);
  expect(counts).toEqual([...due, ...due.toReversed()]);
});

function countOf(side: Side, parts: Partial<AddressSpaceImage>, asks: string): number {
  const range = request(BORDER - 2, asks);
  return exactCount(side, { id: 'counted', mm: image(parts), range, format: NOUVEAU });
}
