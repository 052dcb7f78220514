// SPDX-License-Identifier: GPL-2.0-or-later
import type { Step } from '../../plan/recipe';
import {
  advise,
  at,
  fork,
  HUGE,
  type MapStep,
  map,
  numa,
  protect,
  read,
  reap,
  type State,
  touch,
  write,
} from './building';

const huge = (steps: readonly Step[], pages = HUGE): readonly Step[] => [
  map(pages),
  advise('hugepage', 0, pages),
  ...steps,
];

/** Transparent huge pages; a range inside one, and across its border. */
export const THP: readonly State[] = [
  { name: 'anon_huge_untouched', steps: huge([]), first: 7 },
  { name: 'anon_write_huge', steps: huge([write(0, 1)]), first: 7 },
  { name: 'anon_write_huge_whole', steps: huge([write(0, 1)]), pages: HUGE },
  {
    name: 'anon_write_huge_two',
    steps: huge([write(0, 1), write(HUGE, 1)], 2 * HUGE),
    first: HUGE - 2,
  },
  { name: 'anon_write_huge_border', steps: huge([write(0, 1)], 2 * HUGE), first: HUGE - 2 },
  { name: 'anon_read_huge', steps: huge([read(0, 1)]), first: 7 },
  { name: 'anon_write_huge_child', steps: huge([write(0, 1), fork]), first: 7 },
  { name: 'anon_write_huge_child_gone', steps: huge([write(0, 1), fork, reap]), first: 7 },
  { name: 'anon_huge_read_prot', steps: huge([write(0, 1), protect('r', 0, HUGE)]), first: 7 },
  { name: 'anon_huge_split', steps: huge([write(0, 1), touch('split', 0, HUGE)]), first: 7 },
  { name: 'anon_huge_partly_prot', steps: huge([write(0, 1), protect('r', 8, 1)]), first: 7 },
  {
    name: 'anon_huge_partly_freed',
    steps: huge([write(0, 1), advise('dontneed', 8, 1)]),
    first: 7,
  },
  { name: 'anon_huge_numa', steps: huge([write(0, 1), numa(0, HUGE)]), first: 7 },
  {
    name: 'anon_huge_numa_read_prot',
    steps: huge([write(0, 1), protect('r', 0, HUGE), numa(0, HUGE)]),
    first: 7,
  },
  {
    name: 'anon_huge_swapped',
    steps: huge([write(0, HUGE), advise('pageout', 0, HUGE)]),
    first: 7,
  },
  {
    name: 'anon_huge_collapsed',
    steps: [map(HUGE), write(0, HUGE), advise('collapse', 0, HUGE)],
    first: 7,
  },
  {
    name: 'anon_huge_uffd_wp',
    steps: huge([
      write(0, 1),
      { do: 'uffd', at: at(0), pages: HUGE, how: 'wp' },
      { do: 'uffd-wp', at: at(0), pages: HUGE },
    ]),
    first: 7,
  },
  {
    name: 'shmem_huge',
    steps: [
      { do: 'knob', name: 'thp-shmem', value: 'advise' },
      map(HUGE, 'shmem', { sharing: 'shared' }),
      advise('hugepage', 0, HUGE),
      write(0, 1),
    ],
    first: 7,
  },
];

const hugetlb = (slots: number, more: Partial<MapStep> = {}): MapStep =>
  map(slots * HUGE, 'hugetlb', { options: ['size=2M'], ...more });

/** Hugetlb pages of 2 MiB, and of 1 GiB. */
export const HUGETLB: readonly State[] = [
  { name: 'hugetlb_untouched', steps: [hugetlb(2)] },
  { name: 'hugetlb_empty_slot', steps: [hugetlb(2), write(0, 1)], first: HUGE },
  { name: 'hugetlb_empty_slot_inside', steps: [hugetlb(2), write(0, 1)], first: HUGE + 5 },
  { name: 'hugetlb_write', steps: [hugetlb(2), write(0, 1)], first: 3 },
  { name: 'hugetlb_write_whole', steps: [hugetlb(2), write(0, 1)], pages: HUGE },
  { name: 'hugetlb_border', steps: [hugetlb(2), write(0, 1)], first: HUGE - 2 },
  { name: 'hugetlb_read', steps: [hugetlb(2), read(0, 1)], first: 3 },
  {
    name: 'hugetlb_read_prot',
    steps: [hugetlb(2), write(0, 1), protect('r', 0, 2 * HUGE)],
    first: 3,
  },
  {
    name: 'hugetlb_none_prot',
    steps: [hugetlb(2), write(0, 1), protect('-', 0, 2 * HUGE)],
    first: 3,
  },
  { name: 'hugetlb_child', steps: [hugetlb(2), write(0, 1), fork], first: 3 },
  { name: 'hugetlb_child_gone', steps: [hugetlb(2), write(0, 1), fork, reap], first: 3 },
  { name: 'hugetlb_shared_untouched', steps: [hugetlb(2, { sharing: 'shared' })] },
  {
    name: 'hugetlb_shared_write',
    steps: [hugetlb(2, { sharing: 'shared' }), write(0, 1)],
    first: HUGE - 2,
  },
  {
    name: 'hugetlb_1g',
    steps: [map(HUGE * HUGE, 'hugetlb', { options: ['size=1G'] }), write(0, 1)],
    first: 5,
  },
];
