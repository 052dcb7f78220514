// SPDX-License-Identifier: GPL-2.0-or-later
import type { MapKind } from '../../plan/recipe';
import { at, HUGE, type MapStep, map, protect, read, type State, write } from './building';

const device = (kind: MapKind, more: Partial<MapStep> = {}): MapStep =>
  map(8, kind, { sharing: 'shared', ...more });

/** Device memory as a DAX device maps it: in PTEs, and in one slot of 2 MiB or 1 GiB. */
const DAX: readonly State[] = (
  [
    ['dax-pte', 8],
    ['dax-pmd', HUGE],
    ['dax-pud', HUGE * HUGE],
  ] as const
).flatMap(([kind, pages]) => {
  const name = kind.replace('-', '_');
  const steps = [map(pages, kind, { sharing: 'shared' })];
  return [
    { name: `${name}_untouched`, steps, first: 1 },
    { name: `${name}_read`, steps: [...steps, read(0, 1)], first: 0 },
    { name: `${name}_write`, steps: [...steps, write(0, 1)], first: 3 },
    { name: `${name}_read_prot`, steps: [...steps, write(0, 1), protect('r', 0, pages)], first: 2 },
    {
      name: `${name}_prot_and_back`,
      steps: [...steps, write(0, 1), protect('r', 0, pages), protect('rw', 0, pages)],
      first: 2,
    },
  ];
});

/** Mappings of drivers and of the kernel. */
export const DEVICES: readonly State[] = [
  ...DAX,
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
