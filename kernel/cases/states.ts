// SPDX-License-Identifier: GPL-2.0-or-later
import { PAGE_SIZE, PAGES_PER_TABLE, PMD_SIZE, PUD_SIZE } from '../../mm/units';
import type { MapKind, Step } from '../plan/recipe';

/** A state of memory that a process can bring about, and the pages of it that are asked for. */
export interface State {
  readonly name: string;
  readonly steps: readonly Step[];
  /** The first page asked for, counted from {@link BASE}, and how many. */
  readonly first?: number;
  readonly pages?: number;
  /** What others do after the sequence was taken. */
  readonly meanwhile?: readonly Step[];
}

export const BASE = 0x7f00_0000_0000;
/** The pages of a range, where a state does not say otherwise. */
export const PAGES = 4;

const HUGE = PAGES_PER_TABLE;

const at = (page: number): number => BASE + page * PAGE_SIZE;

type MapStep = Extract<Step, { do: 'map' }>;

function map(pages: number, kind: MapKind = 'anon', more: Partial<MapStep> = {}): MapStep {
  return { do: 'map', at: BASE, pages, prot: 'rw', sharing: 'private', kind, ...more };
}

const numa = (page: number, pages: number): Step => ({ do: 'numa', at: at(page), pages });

function touch(what: 'read' | 'write' | 'split', page: number, pages: number): Step {
  return { do: what, at: at(page), pages };
}

function advise(how: string, page: number, pages: number): Step {
  return { do: 'advise', at: at(page), pages, how };
}

function protect(how: string, page: number, pages: number): Step {
  return { do: 'protect', at: at(page), pages, how };
}

const fork: Step = { do: 'fork' };
const reap: Step = { do: 'reap' };
const write = (page: number, pages: number): Step => touch('write', page, pages);
const read = (page: number, pages: number): Step => touch('read', page, pages);

/** Anonymous pages of 4 KiB. */
const ANON: readonly State[] = [
  { name: 'anon_untouched', steps: [map(8)] },
  { name: 'anon_empty_table', steps: [map(8), read(0, 1), advise('dontneed', 0, 1)] },
  { name: 'anon_read', steps: [map(8), read(0, 4)] },
  { name: 'anon_write', steps: [map(8), write(0, 4)] },
  { name: 'anon_mixed', steps: [map(8), write(0, 1), read(2, 1)] },
  { name: 'anon_write_last', steps: [map(8), write(3, 1)] },
  { name: 'anon_read_prot', steps: [map(8), write(0, 2), protect('r', 0, 8)] },
  { name: 'anon_write_prot', steps: [map(8), write(0, 2), protect('r', 2, 2)] },
  { name: 'anon_none_prot', steps: [map(8), write(0, 2), protect('-', 0, 8)] },
  { name: 'anon_none_prot_behind', steps: [map(8), write(0, 4), protect('-', 2, 6)] },
  { name: 'anon_write_only_prot', steps: [map(8), write(0, 4), protect('w', 0, 8)] },
  {
    name: 'anon_prot_and_back',
    steps: [map(8), write(0, 4), protect('r', 0, 8), protect('rw', 0, 8)],
  },
  { name: 'anon_write_child', steps: [map(8), write(0, 4), fork] },
  { name: 'anon_write_child_copied', steps: [map(8), write(0, 4), fork, write(1, 2)] },
  { name: 'anon_write_child_gone', steps: [map(8), write(0, 4), fork, reap] },
  { name: 'anon_read_child', steps: [map(8), read(0, 4), fork] },
  { name: 'anon_teardown', steps: [map(8), write(0, 8), { do: 'unmap', at: at(1), pages: 2 }] },
  {
    name: 'anon_remapped',
    steps: [
      { ...map(8), at: at(4096) },
      { do: 'write', at: at(4096), pages: 4 },
      { do: 'remap', at: at(4096), pages: 8, how: `0x${BASE.toString(16)}` },
    ],
  },
  { name: 'anon_freed', steps: [map(8), write(0, 4), advise('free', 0, 2)] },
  { name: 'anon_locked', steps: [map(8), { do: 'lock', at: at(0), pages: 8 }] },
  { name: 'anon_swapped', steps: [map(8), write(0, 4), advise('pageout', 1, 2)] },
  { name: 'anon_swapped_all', steps: [map(8), write(0, 4), advise('pageout', 0, 4)] },
  {
    name: 'anon_swapped_read_prot',
    steps: [map(8), write(0, 4), advise('pageout', 0, 4), protect('r', 0, 8)],
  },
  { name: 'anon_numa', steps: [map(8), write(0, 4), numa(0, 4)] },
  { name: 'anon_numa_child', steps: [map(8), write(0, 4), numa(0, 4), fork] },
  { name: 'anon_numa_second', steps: [map(8), write(0, 4), numa(1, 1)] },
  {
    name: 'anon_numa_read_prot',
    steps: [map(8), write(0, 4), protect('r', 0, 8), numa(0, 4)],
  },
  { name: 'anon_hwpoison', steps: [map(8), write(0, 4), advise('hwpoison', 1, 1)] },
  { name: 'anon_hwpoison_last', steps: [map(8), write(0, 3), advise('hwpoison', 2, 1)] },
  {
    name: 'anon_uffd_missing',
    steps: [map(8), write(0, 1), { do: 'uffd', at: at(0), pages: 8, how: 'missing' }],
  },
  {
    name: 'anon_uffd_wp',
    steps: [
      map(8),
      write(0, 4),
      { do: 'uffd', at: at(0), pages: 8, how: 'wp' },
      { do: 'uffd-wp', at: at(1), pages: 2 },
    ],
  },
];

/** Gaps between VMAs, and VMAs side by side. */
const BORDERS: readonly State[] = [
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
    steps: [map(2), write(0, 2), { ...map(2), at: BASE + 4 * PMD_SIZE }],
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
  {
    name: 'pud_border',
    steps: [
      { ...map(8), at: BASE + PUD_SIZE - 4 * PAGE_SIZE },
      { do: 'write', at: BASE + PUD_SIZE - 2 * PAGE_SIZE, pages: 3 },
    ],
    first: PUD_SIZE / PAGE_SIZE - 2,
  },
];

/** Files in memory, private and shared. */
const FILES: readonly State[] = (['file', 'shmem'] as const).flatMap(
  (kind) =>
    [
      { name: `${kind}_untouched`, steps: [map(8, kind)] },
      { name: `${kind}_read`, steps: [map(8, kind), read(0, 4)] },
      { name: `${kind}_write`, steps: [map(8, kind), write(0, 2)] },
      { name: `${kind}_read_prot`, steps: [map(8, kind, { prot: 'r' }), read(0, 2)] },
      {
        name: `${kind}_numa`,
        steps: [map(8, kind), read(0, 4), numa(0, 4)],
      },
      {
        name: `${kind}_untouched_past_end`,
        steps: [map(8, kind, { filePages: 2 })],
      },
      { name: `${kind}_past_end`, steps: [map(8, kind, { filePages: 2 }), read(0, 1)] },
      { name: `${kind}_shared_untouched`, steps: [map(8, kind, { sharing: 'shared' })] },
      { name: `${kind}_shared_read`, steps: [map(8, kind, { sharing: 'shared' }), read(0, 4)] },
      { name: `${kind}_shared_write`, steps: [map(8, kind, { sharing: 'shared' }), write(1, 2)] },
      {
        name: `${kind}_shared_read_prot`,
        steps: [map(8, kind, { sharing: 'shared' }), write(0, 2), protect('r', 0, 8)],
      },
      {
        name: `${kind}_shared_child`,
        steps: [map(8, kind, { sharing: 'shared' }), write(0, 4), fork],
      },
      {
        name: `${kind}_truncated`,
        steps: [
          map(8, kind, { sharing: 'shared' }),
          write(0, 4),
          { do: 'truncate', at: at(0), pages: 2 },
        ],
      },
    ] satisfies readonly State[],
);

const huge = (steps: readonly Step[], pages = HUGE): readonly Step[] => [
  map(pages),
  advise('hugepage', 0, pages),
  ...steps,
];

/** Transparent huge pages; a range inside one, and across its border. */
const THP: readonly State[] = [
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
const HUGETLB: readonly State[] = [
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

const device = (kind: MapKind, more: Partial<MapStep> = {}): MapStep =>
  map(8, kind, { sharing: 'shared', ...more });

/** Mappings of drivers and of the kernel. */
const DEVICES: readonly State[] = [
  { name: 'pfnmap', steps: [device('pfnmap')] },
  { name: 'pfnmap_lazy', steps: [device('pfnmap-lazy'), write(0, 2)] },
  { name: 'mixedmap', steps: [device('mixedmap')] },
  { name: 'mixedmap_read_prot', steps: [device('mixedmap', { prot: 'r' })] },
  { name: 'mixedmap_special', steps: [device('mixedmap-pfn'), write(0, 2)] },
  { name: 'mixedmap_special_all', steps: [device('mixedmap-pfn'), write(0, 4)] },
  { name: 'io', steps: [device('io'), write(0, 2)] },
  { name: 'anon_and_pfnmap', steps: [map(2), write(0, 1), { ...device('pfnmap'), at: at(2) }] },
  {
    name: 'mixedmap_and_anon',
    steps: [
      { ...device('mixedmap'), pages: 2 },
      { ...map(2), at: at(2) },
    ],
  },
];

/** What others do between the sequence and the first walk. */
const MEANWHILE: readonly State[] = [
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
    name: 'meanwhile_unmapped',
    steps: [map(8), write(0, 4)],
    meanwhile: [{ do: 'unmap', at: at(2), pages: 1 }],
  },
];

/** Every state of the named cases. */
export const STATES: readonly State[] = [
  ...ANON,
  ...BORDERS,
  ...FILES,
  ...THP,
  ...HUGETLB,
  ...DEVICES,
  ...MEANWHILE,
];
