// SPDX-License-Identifier: GPL-2.0-or-later
import { KIND_MASK, Kind, SPECIAL_BIT, WRITE_BIT } from '../../mm/entry';
import { invalidate } from '../../mm/notifier';
import { PAGES_PER_TABLE, PMD, PTE, pagesBetween, pfn, pfnAfter } from '../../mm/units';
import { holdsHugeSlot } from './known-memory';
import { putEntry } from './live-fault';
import type { ReleaseRule } from './release-rule';

/* Page faults on entries that are not present. */

/** The slot that is to be filled is made before what fills it is looked for; the PTE table of a file is not. */
export const tablesLeftRule: ReleaseRule = {
  id: 'failed-fault-leaves-tables',
  decidedBy:
    'what the VMA is of: the slot that a page of it goes to is made first, but of a file only the tables above it',
  apply({ space, vma, at, now }) {
    const { backing } = vma;
    if (now.kind !== Kind.none) return undefined;
    const other = backing.kind === 'file' ? PMD : PTE;
    const bottom = backing.kind === 'hugetlb' ? backing.level : other;
    if (bottom >= now.level) return undefined;
    space.table.makeSlot(at, bottom);
    return false;
  },
};

export const hugePageMappedRule: ReleaseRule = {
  id: 'huge-page-mapped',
  decidedBy: 'MADV_HUGEPAGE on an anonymous VMA that holds the whole slot, and an empty PMD',
  apply({ space, vma, at, write, now, mapping, hugeZeroPfn }) {
    if (now.kind !== Kind.none || now.level === PTE || vma.backing.kind !== 'anon')
      return undefined;
    if (!mapping.hugepage || !holdsHugeSlot(vma, at)) return undefined;
    const isZero = !write && hugeZeroPfn !== undefined;
    const frame = isZero ? pfn(hugeZeroPfn) : space.allocate(PAGES_PER_TABLE);
    const slot = space.table.makeSlot(at, PMD);
    putEntry(space, slot, frame, Kind.pmdHuge | (write ? WRITE_BIT : 0));
    return true;
  },
};

/** What is protected where no page is gets its page, which stays protected: nothing makes it writable. */
export const markerMappedRule: ReleaseRule = {
  id: 'write-protected-by-userfaultfd',
  decidedBy: 'a marker of userfaultfd’s write protection in the place of the page',
  apply({ space, vma, at, write, now }) {
    const { backing } = vma;
    if (now.kind !== Kind.pteUffdWpMarker) return undefined;
    if (backing.kind === 'file') {
      const frame = pfnAfter(backing.filePfn, pagesBetween(vma.start, at));
      putEntry(space, now.slot, space.fileFrame(at) ?? frame, Kind.ptePresent);
    } else if (write) {
      putEntry(space, now.slot, space.allocate(1), Kind.ptePresent);
    } else {
      putEntry(space, now.slot, space.image.zeroPfn, Kind.ptePresent | SPECIAL_BIT);
    }
    return true;
  },
};

export const sharedMappedWritableRule: ReleaseRule = {
  id: 'shared-page-mapped-writable',
  decidedBy: 'vm_page_prot, which has no write access where the first write has to be noticed',
  apply({ space, vma, at, write, now, mapping }) {
    const { backing } = vma;
    if (now.kind !== Kind.none || backing.kind !== 'file' || write) return undefined;
    if (!vma.shared || !mapping.mapsWritable) return undefined;
    const mapped = pfnAfter(backing.filePfn, pagesBetween(vma.start, at));
    const slot = space.table.makeSlot(at, PTE);
    putEntry(space, slot, space.fileFrame(at) ?? mapped, Kind.ptePresent | WRITE_BIT);
    return true;
  },
};

export const swappedInWritableRule: ReleaseRule = {
  id: 'swapped-in-writable',
  since: '6.11',
  decidedBy: 'the mark of a swapped page as this process’s alone (pte_swp_exclusive)',
  apply({ space, vma, write, now, page }) {
    if (now.kind !== Kind.pteSwap || write || !vma.write) return undefined;
    if (page.swappedShared || page.uffdWp) return undefined;
    putEntry(space, now.slot, space.allocate(1), Kind.ptePresent | WRITE_BIT);
    return true;
  },
};

export const swappedPageCopiedRule: ReleaseRule = {
  id: 'swapped-page-copied',
  decidedBy: 'the mark of a swapped page as this process’s alone (pte_swp_exclusive)',
  apply({ space, write, now, page }) {
    if (now.kind !== Kind.pteSwap || !write || !page.swappedShared) return undefined;
    putEntry(space, now.slot, space.allocate(1), Kind.ptePresent | WRITE_BIT);
    invalidate(space);
    return true;
  },
};

export const exclusiveWritableAgainRule: ReleaseRule = {
  id: 'exclusive-page-writable-again',
  since: '6.15',
  decidedBy: 'VM_WRITE, and the mark of the page as this process’s alone (PageAnonExclusive)',
  apply({ space, vma, now, page }) {
    if (now.kind !== Kind.pteDeviceExclusive || !vma.write) return undefined;
    if (!page.exclusive || page.uffdWp) return undefined;
    space.table.write(now.slot, now.low, (now.high & ~KIND_MASK) | Kind.ptePresent | WRITE_BIT);
    invalidate(space);
    return true;
  },
};
