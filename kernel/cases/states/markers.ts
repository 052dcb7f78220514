// SPDX-License-Identifier: GPL-2.0-or-later
import type { Step } from '../../plan/recipe';
import { advise, at, map, type State, write } from './building';

const uffd = (how: 'missing' | 'wp'): Step => ({ do: 'uffd', at: at(0), pages: 8, how });
const protect = (page: number, pages: number): Step => ({ do: 'uffd-wp', at: at(page), pages });
const poison = (page: number, pages: number): Step => ({ do: 'uffd-poison', at: at(page), pages });
const shared = map(8, 'shmem', { sharing: 'shared' });

/**
 * PTE markers: of write protection where no page is, of pages that are lost, and of guard pages. The
 * markers of anonymous memory's protection are there since 6.4.
 */
export const MARKERS: readonly State[] = [
  { name: 'anon_marker_wp', steps: [map(8), write(0, 1), uffd('wp'), protect(1, 2)] },
  { name: 'shmem_marker_wp', steps: [shared, write(0, 1), uffd('wp'), protect(1, 2)] },
  { name: 'shmem_marker_wp_last', steps: [shared, write(0, 3), uffd('wp'), protect(3, 1)] },
  {
    name: 'anon_marker_poison',
    steps: [map(8), write(0, 1), write(3, 1), uffd('missing'), poison(1, 2)],
  },
  { name: 'anon_marker_guard', steps: [map(8), write(0, 4), advise('guard-install', 1, 2)] },
  { name: 'anon_marker_guard_first', steps: [map(8), write(0, 4), advise('guard-install', 0, 1)] },
];
