// SPDX-License-Identifier: GPL-2.0-or-later
import { hex } from '../../../oracle/scenario/json';
import {
  advise,
  at,
  fork,
  GUEST_BASE,
  map,
  numa,
  protect,
  read,
  reap,
  type State,
  write,
} from './building';

/** Anonymous pages of 4 KiB. */
export const ANON_STATES: readonly State[] = [
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
      { do: 'remap', at: at(4096), pages: 8, how: hex(GUEST_BASE) },
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
  // A fault for an empty entry before it goes through to the poisoned page.
  { name: 'anon_hwpoison_behind', steps: [map(8), write(2, 1), advise('hwpoison', 2, 1)] },
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
