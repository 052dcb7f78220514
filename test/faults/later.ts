// SPDX-License-Identifier: GPL-2.0-or-later
import type { PlantedFault } from './graph';

/** Wrong lines in what later kernels changed. */
export const LATER_FAULTS: readonly PlantedFault[] = [
  {
    name: 'VM_IO is walked, too, where mixed maps are',
    file: 'modern/walk-operations.ts',
    within: 'testWalk',
    right: '$vma.io || $vma.pfnmap || $mixed || !$vma.read',
    wrong: '($vma.io && !this.revision.mixedMapsWalked) || $vma.pfnmap || $mixed || !$vma.read',
  },
  {
    name: 'mixed maps are walked although they are not readable',
    file: 'modern/walk-operations.ts',
    within: 'testWalk',
    right: '$vma.io || $vma.pfnmap || $mixed || !$vma.read',
    wrong: '$vma.io || $vma.pfnmap || $mixed || (!$vma.mixedmap && !$vma.read)',
  },
  {
    name: 'poisoned pages are faulted with foreign private ones',
    file: 'modern/walk-operations.ts',
    within: 'pte',
    right: 'case Kind.pteDevicePrivate:',
    wrong: 'case Kind.pteDevicePrivate: case Kind.pteHwpoison:',
  },
  {
    name: 'one’s own private pages are faulted with foreign ones',
    file: 'modern/walk-operations.ts',
    within: 'pte',
    right: '$kind === Kind.pteDevicePrivate && ownerOf($entry) === this.owner',
    wrong: '$kind === Kind.pteDevicePrivate && ownerOf($entry) === -1',
  },
  {
    name: 'a gap is none where it is one hole',
    file: 'mm/walk.ts',
    within: 'walkPageRange',
    right: '$called.hole(null, $at, $next)',
    wrong: '0',
  },
  {
    name: 'the order is read as part of the pfn',
    file: 'modern/format.ts',
    within: 'decodeModern',
    right: 'const $high = $rest & ~ORDER_FIELD;',
    wrong: 'const $high = $rest;',
  },
];
