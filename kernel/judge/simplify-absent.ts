// SPDX-License-Identifier: GPL-2.0-or-later
import { Kind, SPECIAL_BIT, WRITE_BIT } from '../../mm/entry';
import { invalidate } from '../../mm/notifier';
import {
  PAGES_PER_TABLE,
  PMD,
  PTE,
  pagesBetween,
  pfn,
  pfnAfter,
  SLOT_SIZE,
  slotStart,
} from '../../mm/units';
import { isWritable, leafFrame, putEntry } from './live-fault';
import type { LiveSimplification } from './simplification';

export const liveFailedFaultLeavesTables: LiveSimplification = {
  id: 'failed-fault-leaves-tables',
  apply({ space, at, now, after }) {
    if (!space.image.faultErrors.has(at)) return undefined;
    if (now.kind !== Kind.none || after.level >= now.level) return undefined;
    space.table.makeSlot(at, after.level);
    return false;
  },
};

export const liveHugePageMapped: LiveSimplification = {
  id: 'huge-page-mapped',
  apply({ space, vma, at, write, now, after, hugeZeroPfn }) {
    if (now.kind !== Kind.none || now.level === PTE || vma.backing.kind === 'hugetlb') {
      return undefined;
    }
    if (after.level !== PMD || after.kind !== Kind.pmdHuge) return undefined;
    const isZero = !write && vma.backing.kind === 'anon' && leafFrame(after) === hugeZeroPfn;
    const frame = isZero ? pfn(leafFrame(after)) : space.allocate(PAGES_PER_TABLE);
    const writable = isZero ? false : vma.backing.kind === 'anon' ? vma.write : isWritable(after);
    const slot = space.table.makeSlot(at, PMD);
    const attributes = Kind.pmdHuge | (writable ? WRITE_BIT : 0);
    putEntry(space, slot, frame, attributes);
    return true;
  },
};

export const liveSharedMappedWritable: LiveSimplification = {
  id: 'shared-page-mapped-writable',
  apply({ space, vma, at, write, now, after }) {
    const { backing } = vma;
    if (now.kind !== Kind.none || backing.kind !== 'file' || write) return undefined;
    if (!vma.shared || !vma.write || after.level !== PTE || !isWritable(after)) return undefined;
    if (after.kind !== Kind.ptePresent || (after.high & SPECIAL_BIT) !== 0) return undefined;
    const frame = pfnAfter(backing.filePfn, pagesBetween(vma.start, at));
    const slot = space.table.makeSlot(at, PTE);
    putEntry(space, slot, frame, Kind.ptePresent | WRITE_BIT);
    return true;
  },
};

/** What a driver's fault handler leaves. */
const DEVICE_KINDS: readonly Kind[] = [Kind.ptePresent, Kind.pmdDevmap, Kind.pudDevmap];

export const liveDevicePageMapped: LiveSimplification = {
  id: 'device-page-mapped',
  apply({ space, vma, at, now, after }) {
    const { backing } = vma;
    if (now.kind !== Kind.none || !DEVICE_KINDS.includes(after.kind)) return undefined;
    const devmap = after.kind !== Kind.ptePresent;
    const drivers = vma.io || vma.pfnmap || vma.mixedmap || devmap;
    // The vdso has no file, and yet a read fault does not bring the zero page.
    const kernels =
      backing.kind === 'anon' && !vma.write && leafFrame(after) !== space.image.zeroPfn;
    if (!drivers && !kernels) return undefined;
    const first = slotStart(at, SLOT_SIZE[after.level]);
    const frame =
      backing.kind === 'file'
        ? pfnAfter(backing.filePfn, pagesBetween(vma.start, first))
        : space.allocate(1);
    const slot = space.table.makeSlot(at, after.level);
    const attributes = after.kind | (after.high & (WRITE_BIT | SPECIAL_BIT));
    putEntry(space, slot, frame, attributes);
    return true;
  },
};

export const liveSwappedInWritable: LiveSimplification = {
  id: 'swapped-in-writable',
  apply({ space, vma, write, now, after, eager }) {
    if (now.kind !== Kind.pteSwap || write || !vma.write || !isWritable(after)) return undefined;
    if (!eager) return undefined;
    const frame = space.allocate(1);
    putEntry(space, now.slot, frame, Kind.ptePresent | WRITE_BIT);
    return true;
  },
};

export const liveSwappedPageCopied: LiveSimplification = {
  id: 'swapped-page-copied',
  apply({ space, write, now, swapShared }) {
    if (now.kind !== Kind.pteSwap || !write || !swapShared) return undefined;
    const frame = space.allocate(1);
    putEntry(space, now.slot, frame, Kind.ptePresent | WRITE_BIT);
    invalidate(space);
    return true;
  },
};
