// SPDX-License-Identifier: GPL-2.0-or-later
import { at, fork, map, numa, protect, read, type State, write } from './building';

/** Files in memory, private and shared. */
export const FILES: readonly State[] = (['file', 'shmem'] as const).flatMap(
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
