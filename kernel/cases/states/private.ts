// SPDX-License-Identifier: GPL-2.0-or-later
import type { Step } from '../../plan/recipe';
import { advise, at, fork, HUGE, map, protect, reap, type State, touch, write } from './building';

/** The owner whose memory the pages are in, and another one. */
const OWNER = 1;
const OTHER = 2;

const toDevice = (page: number, pages: number, owner = OWNER): Step => ({
  do: 'private',
  at: at(page),
  pages,
  how: `${owner}`,
});

const SMALL: readonly Step[] = [map(8), write(0, 8)];
const WHOLE: readonly Step[] = [map(HUGE), advise('hugepage', 0, HUGE), write(0, 1)];
const huge = (...more: readonly Step[]): readonly Step[] => [...WHOLE, toDevice(0, HUGE), ...more];

/** Memory in a device, as it can be however it is asked for. */
const MEMORY: readonly Omit<State, 'owner'>[] = [
  { name: 'all', steps: [...SMALL, toDevice(0, 8)] },
  { name: 'some', steps: [...SMALL, toDevice(1, 2)] },
  { name: 'untouched', steps: [map(8), toDevice(0, 2)] },
  { name: 'after_missing', steps: [map(8), write(1, 7), toDevice(1, 2)] },
  { name: 'two_owners', steps: [...SMALL, toDevice(0, 2), toDevice(2, 2, OTHER)] },
  { name: 'child', steps: [...SMALL, toDevice(0, 8), fork] },
  { name: 'child_gone', steps: [...SMALL, toDevice(0, 8), fork, reap] },
  { name: 'read_prot', steps: [...SMALL, toDevice(0, 8), protect('r', 0, 8)] },
  { name: 'huge', steps: huge(), first: 7 },
  { name: 'huge_from_its_start', steps: huge() },
  { name: 'huge_child', steps: huge(fork), first: 7 },
  { name: 'huge_read_prot', steps: huge(protect('r', 0, HUGE)), first: 7 },
  { name: 'huge_partly_touched', steps: huge(touch('read', 8, 1)), first: 7 },
];

/** Device-private memory, asked for by its owner and by another one. */
export const PRIVATE: readonly State[] = [
  ...MEMORY.flatMap((state) => [
    { ...state, name: `private_own_${state.name}`, owner: OWNER },
    { ...state, name: `private_other_${state.name}` },
  ]),
  // For its owner only: the module does not get back a part of a huge page that PTEs map.
  {
    name: 'private_own_huge_partly_prot',
    steps: huge(protect('r', 8, 1)),
    first: 7,
    owner: OWNER,
  },
];

const exclusive = (page: number, pages: number): Step => ({
  do: 'exclusive',
  at: at(page),
  pages,
});

/** Pages that a device has for itself alone. */
export const EXCLUSIVE: readonly State[] = [
  { name: 'exclusive_all', steps: [...SMALL, exclusive(0, 8)] },
  { name: 'exclusive_some', steps: [...SMALL, exclusive(1, 2)] },
  { name: 'exclusive_read_prot', steps: [...SMALL, exclusive(0, 8), protect('r', 0, 8)] },
  { name: 'exclusive_child', steps: [...SMALL, exclusive(0, 8), fork] },
  { name: 'exclusive_in_huge', steps: [...WHOLE, exclusive(8, 1)], first: 7 },
];
