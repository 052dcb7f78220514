// SPDX-License-Identifier: GPL-2.0-or-later
import type { MapKind } from '../../plan/recipe';
import { at, type MapStep, map, type State, write } from './building';

const device = (kind: MapKind, more: Partial<MapStep> = {}): MapStep =>
  map(8, kind, { sharing: 'shared', ...more });

/** Mappings of drivers and of the kernel. */
export const DEVICES: readonly State[] = [
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
