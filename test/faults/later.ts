// SPDX-License-Identifier: GPL-2.0-or-later
import type { PlantedFault } from './graph';

const FILE = 'modern/range-fault.ts';

/** Wrong lines in what later kernels changed. */
export const LATER_FAULTS: readonly PlantedFault[] = [
  {
    name: 'VM_IO is walked, too, where mixed maps are',
    file: FILE,
    right: 'if (vma.io || vma.pfnmap || mixed || !vma.read) {',
    wrong: 'if ((vma.io && !this.revision.mixedMapsWalked) || vma.pfnmap || mixed || !vma.read) {',
  },
  {
    name: 'mixed maps are walked although they are not readable',
    file: FILE,
    right: 'if (vma.io || vma.pfnmap || mixed || !vma.read) {',
    wrong: 'if (vma.io || vma.pfnmap || mixed || (!vma.mixedmap && !vma.read)) {',
  },
  {
    name: 'poisoned pages are faulted with foreign private ones',
    file: FILE,
    right: 'case Kind.pteDevicePrivate:\n        if',
    wrong: 'case Kind.pteDevicePrivate:\n      case Kind.pteHwpoison:\n        if',
  },
  {
    name: 'one’s own private pages are faulted with foreign ones',
    file: FILE,
    right: 'kind === Kind.pteDevicePrivate && ownerOf(entry) === this.owner',
    wrong: 'kind === Kind.pteDevicePrivate && ownerOf(entry) === -1',
  },
  {
    name: 'a gap is none where it is one hole',
    file: 'mm/walk.ts',
    right: 'gapIsOneHole ? called.hole(null, at, next)',
    wrong: 'gapIsOneHole ? 0',
  },
  {
    name: 'the order is read as part of the pfn',
    file: 'modern/decode.ts',
    right: 'const high = rest & ~ORDER_FIELD;',
    wrong: 'const high = rest;',
  },
];
