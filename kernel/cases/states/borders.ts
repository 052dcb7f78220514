// SPDX-License-Identifier: GPL-2.0-or-later
import { PAGE_SIZE, PGD_SIZE, PMD_SIZE, PUD_SIZE } from '../../../mm/units';
import { hex } from '../../../oracle/scenario/json';
import { advise, at, GUEST_BASE, HUGE, map, protect, type State, write } from './building';

/**
 * A gap across the border of a table's reach, and a range in it on both sides. To a kernel before 6.0
 * it is a hole on each side: the first is reported before the second one's requests are looked at.
 * The memory around it, which was touched, brings the tables.
 */
const gapAcross = (name: string, size: number): State => {
  const border = size / PAGE_SIZE;
  return {
    name: `gap_${name}_border`,
    steps: [
      { ...map(2), at: at(border - 8) },
      write(border - 8, 1),
      { ...map(2), at: at(border + 8) },
      write(border + 8, 1),
    ],
    first: border - 2,
  };
};

/** Gaps between VMAs, and VMAs side by side. */
export const BORDERS: readonly State[] = [
  gapAcross('table', PMD_SIZE),
  gapAcross('pud', PUD_SIZE),
  gapAcross('pgd', PGD_SIZE),
  {
    name: 'gap_before',
    steps: [
      { ...map(4), at: at(2) },
      { do: 'write', at: at(2), pages: 2 },
    ],
  },
  { name: 'gap_behind', steps: [map(2), write(0, 2)] },
  {
    name: 'gap_between',
    steps: [map(1), write(0, 1), { ...map(1), at: at(3) }, { do: 'write', at: at(3), pages: 1 }],
  },
  { name: 'gap_all', steps: [{ ...map(4), at: at(16) }] },
  {
    name: 'gap_wide',
    steps: [map(2), write(0, 2), { ...map(2), at: GUEST_BASE + 4 * PMD_SIZE }],
    pages: 4 * HUGE + 2,
  },
  {
    name: 'two_vmas',
    steps: [
      map(2),
      write(0, 2),
      { ...map(2, 'shmem', { sharing: 'shared' }), at: at(2) },
      { do: 'write', at: at(2), pages: 1 },
    ],
  },
  { name: 'table_border', steps: [map(2 * HUGE), write(HUGE - 2, 4)], first: HUGE - 2 },
  { name: 'table_border_untouched', steps: [map(2 * HUGE), write(HUGE - 2, 1)], first: HUGE - 2 },
  // A PUD with its table, and no PMD on either side of the border.
  { name: 'table_border_empty_pud', steps: [map(4 * HUGE), write(3 * HUGE, 1)], first: HUGE - 2 },
  {
    name: 'pud_border_untouched',
    steps: [{ ...map(8), at: GUEST_BASE + PUD_SIZE - 4 * PAGE_SIZE }],
    first: PUD_SIZE / PAGE_SIZE - 2,
  },
  {
    name: 'pud_border',
    steps: [
      { ...map(8), at: GUEST_BASE + PUD_SIZE - 4 * PAGE_SIZE },
      { do: 'write', at: GUEST_BASE + PUD_SIZE - 2 * PAGE_SIZE, pages: 3 },
    ],
    first: PUD_SIZE / PAGE_SIZE - 2,
  },
];

/** What others do between the sequence and the first walk. */
export const MEANWHILE: readonly State[] = [
  {
    name: 'meanwhile_dropped',
    steps: [map(8), write(0, 4)],
    meanwhile: [advise('dontneed', 1, 1)],
  },
  { name: 'meanwhile_filled', steps: [map(8), write(0, 1)], meanwhile: [write(1, 1)] },
  {
    name: 'meanwhile_dropped_elsewhere',
    steps: [map(8), write(0, 8)],
    meanwhile: [advise('dontneed', 6, 1)],
  },
  {
    name: 'meanwhile_protected',
    steps: [map(8), write(0, 4)],
    meanwhile: [protect('r', 1, 2)],
  },
  {
    name: 'meanwhile_moved',
    steps: [map(8), write(0, 4)],
    meanwhile: [{ do: 'remap', at: at(1), pages: 1, how: hex(at(4096)) }],
  },
  // Neither invalidates anything: a VMA becomes three, and one grows.
  {
    name: 'meanwhile_split',
    steps: [map(8), write(0, 2)],
    meanwhile: [advise('dontfork', 1, 1)],
  },
  {
    name: 'meanwhile_grown',
    steps: [map(2), write(0, 2)],
    meanwhile: [{ ...map(6), at: at(2) }],
  },
  {
    name: 'meanwhile_unmapped',
    steps: [map(8), write(0, 4)],
    meanwhile: [{ do: 'unmap', at: at(2), pages: 1 }],
  },
];
