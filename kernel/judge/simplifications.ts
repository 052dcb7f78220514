// SPDX-License-Identifier: GPL-2.0-or-later
import { highWord, Kind, lowWord, PROTNONE_BIT, SPECIAL_BIT, WRITE_BIT } from '../../mm/entry';
import { invalidate } from '../../mm/notifier';
import {
  PAGES_PER_TABLE,
  PMD,
  PMD_SIZE,
  PTE,
  pagesBetween,
  pfn,
  pfnAfter,
  slotStart,
} from '../../mm/units';
import { FRESH_FILE_PFN, FRESH_PFN } from './frames';
import { frameOf, isProtnone, isWritable, type LiveFault } from './live-fault';

/**
 * One way in which the 18 rules of a page fault are simpler than a kernel: named, with its reason,
 * and with what the kernel does instead. Where the kernel has a choice, the page table after the
 * call tells which it took; everything that follows is then compared as strictly as ever.
 */
export interface Simplification {
  readonly id: string;
  /** The rules of model.md that are simpler. */
  readonly rules: readonly number[];
  readonly title: string;
  readonly why: string;
  /**
   * Does what the kernel does, if this is such a fault.
   * @returns whether the fault succeeded; `'go on'` if the changed entry is to be faulted by the
   * rules; undefined if this is no such fault.
   */
  apply(fault: LiveFault): boolean | 'go on' | undefined;
}

const failedFaultLeavesTables: Simplification = {
  id: 'failed-fault-leaves-tables',
  rules: [1],
  title: 'a page fault that fails leaves the page tables that it made',
  why:
    'By rule 1 nothing changes. A kernel makes the tables on the way before it finds out that there ' +
    'is no page, and keeps them.',
  apply({ space, at, now, after }) {
    if (!space.image.faultErrors.has(at)) return undefined;
    if (now.kind !== Kind.none || after.level >= now.level) return undefined;
    space.table.makeSlot(at, after.level);
    return false;
  },
};

const frameReused: Simplification = {
  id: 'frame-reused',
  rules: [6, 17],
  title: 'a read-only private page that nobody else has is made writable, not copied',
  why:
    'The rules copy always. A kernel copies only if somebody else may have the page: after a fork ' +
    'whose child is gone, or once the page was written, it keeps the frame and invalidates nothing.',
  apply({ space, vma, write, now, after }) {
    const present = now.kind === Kind.ptePresent || now.kind === Kind.hugetlbPresent;
    if (!present || isProtnone(now) || !write || isWritable(now) || vma.shared) return undefined;
    // A frame that this very call brought is nobody else's; the model has no other name for it.
    const own = frameOf(now) >= FRESH_PFN && frameOf(now) < FRESH_FILE_PFN;
    if (!own && (after.kind !== now.kind || frameOf(after) !== frameOf(now))) return undefined;
    space.table.write(now.slot, now.low, now.high | WRITE_BIT);
    return true;
  },
};

const hugePageSplit: Simplification = {
  id: 'huge-page-split',
  rules: [8],
  title: 'a write to a read-only huge page splits it, and copies one page',
  why:
    'Rule 8 makes the huge page writable. A kernel does so only for a page that it alone has; else ' +
    'it splits the mapping, which invalidates, and handles the fault in the page table below. A ' +
    'huge page of a file is dropped instead, and its pages are faulted again.',
  apply({ space, vma, at, write, now, after, hugeZeroPfn }) {
    if (now.kind !== Kind.pmdHuge || isProtnone(now) || !write || isWritable(now)) return undefined;
    if (after.level !== PTE) return undefined;
    const base = slotStart(at, PMD_SIZE);
    const frame = frameOf(now);
    space.table.write(now.slot, 0, 0);
    const first = space.table.makeSlot(base, PTE);
    if (vma.backing.kind === 'anon') {
      const zero = frame === hugeZeroPfn;
      for (let page = 0; page < PAGES_PER_TABLE; page++) {
        const of = zero ? space.image.zeroPfn : pfn(frame + page);
        const attributes = Kind.ptePresent | (zero ? SPECIAL_BIT : 0);
        space.table.write(first + page, lowWord(of), highWord(of, attributes));
      }
    }
    invalidate(space);
    return 'go on';
  },
};

const hugePageMapped: Simplification = {
  id: 'huge-page-mapped',
  rules: [11],
  title: 'a fault where no page table is maps a huge page',
  why:
    'Rule 11 makes a page table and fills one slot. Where transparent huge pages are wanted and the ' +
    'VMA spans the slot, a kernel fills the PMD: with a new page, or the huge zero page for a read.',
  apply({ space, vma, at, write, now, after, hugeZeroPfn }) {
    if (now.kind !== Kind.none || now.level === PTE || vma.backing.kind === 'hugetlb') {
      return undefined;
    }
    if (after.level !== PMD || after.kind !== Kind.pmdHuge) return undefined;
    const isZero = !write && vma.backing.kind === 'anon' && frameOf(after) === hugeZeroPfn;
    const frame = isZero ? pfn(frameOf(after)) : space.allocate(PAGES_PER_TABLE);
    const writable = isZero ? false : vma.backing.kind === 'anon' ? vma.write : isWritable(after);
    const slot = space.table.makeSlot(at, PMD);
    const attributes = Kind.pmdHuge | (writable ? WRITE_BIT : 0);
    space.table.write(slot, lowWord(frame), highWord(frame, attributes));
    return true;
  },
};

const sharedMappedWritable: Simplification = {
  id: 'shared-page-mapped-writable',
  rules: [11],
  title: 'a read fault in a shared writable file mapping maps the page writable',
  why:
    'Rule 11 maps it read-only. A kernel does so only if it must learn of the first write, to write ' +
    'the page back; files in memory need no such notice.',
  apply({ space, vma, at, write, now, after }) {
    const { backing } = vma;
    if (now.kind !== Kind.none || backing.kind !== 'file' || write) return undefined;
    if (!vma.shared || !vma.write || after.level !== PTE || !isWritable(after)) return undefined;
    if (after.kind !== Kind.ptePresent || (after.high & SPECIAL_BIT) !== 0) return undefined;
    const frame = pfnAfter(backing.filePfn, pagesBetween(vma.start, at));
    const slot = space.table.makeSlot(at, PTE);
    space.table.write(slot, lowWord(frame), highWord(frame, Kind.ptePresent | WRITE_BIT));
    return true;
  },
};

const devicePageMapped: Simplification = {
  id: 'device-page-mapped',
  rules: [11],
  title: 'a fault in a driver’s mapping maps what the driver chooses',
  why:
    'The rules know anonymous memory and files. A driver’s fault handler decides whether a page is ' +
    'special, and its mapping’s protection whether it is writable.',
  apply({ space, vma, at, now, after }) {
    const { backing } = vma;
    if (now.kind !== Kind.none || after.kind !== Kind.ptePresent) return undefined;
    const drivers = vma.io || vma.pfnmap || vma.mixedmap;
    // The vdso has no file, and yet a read fault does not bring the zero page.
    const kernels = backing.kind === 'anon' && !vma.write && frameOf(after) !== space.image.zeroPfn;
    if (!drivers && !kernels) return undefined;
    const frame =
      backing.kind === 'file'
        ? pfnAfter(backing.filePfn, pagesBetween(vma.start, at))
        : space.allocate(1);
    const slot = space.table.makeSlot(at, PTE);
    const attributes = Kind.ptePresent | (after.high & (WRITE_BIT | SPECIAL_BIT));
    space.table.write(slot, lowWord(frame), highWord(frame, attributes));
    return true;
  },
};

const swappedInWritable: Simplification = {
  id: 'swapped-in-writable',
  rules: [12],
  title: 'a read fault on a swapped page maps it writable',
  why:
    'Rule 12 maps it as the fault asks. Later kernels make a page that nobody else has writable at ' +
    'once, so that the first write does not fault again.',
  apply({ space, vma, write, now, after, eager }) {
    if (now.kind !== Kind.pteSwap || write || !vma.write || !isWritable(after)) return undefined;
    if (!eager) return undefined;
    const frame = space.allocate(1);
    space.table.write(now.slot, lowWord(frame), highWord(frame, Kind.ptePresent | WRITE_BIT));
    return true;
  },
};

const swappedPageCopied: Simplification = {
  id: 'swapped-page-copied',
  rules: [12],
  title: 'a write to a swapped page that another process has, too, copies it',
  why:
    'Rule 12 brings the page back and invalidates nothing. A page that was swapped out before a fork ' +
    'belongs to both processes: it is read, mapped and then copied, and the copy invalidates.',
  apply({ space, write, now, swapShared }) {
    if (now.kind !== Kind.pteSwap || !write || !swapShared) return undefined;
    const frame = space.allocate(1);
    space.table.write(now.slot, lowWord(frame), highWord(frame, Kind.ptePresent | WRITE_BIT));
    invalidate(space);
    return true;
  },
};

const hintingFault: Simplification = {
  id: 'hinting-fault-decides-anew',
  rules: [8, 16],
  title: 'a NUMA-hinting fault moves the page, or makes it writable',
  why:
    'The rules clear protnone and change nothing else. A kernel may move the page to the node that ' +
    'asks, which invalidates; and later kernels keep no write bit in a hinting entry, but find out ' +
    'at the fault whether the page may be written.',
  apply({ space, write, now, after, eager }) {
    const present = now.kind === Kind.ptePresent || now.kind === Kind.pmdHuge;
    if (!present || !isProtnone(now) || after.kind !== now.kind || isProtnone(after)) {
      return undefined;
    }
    const moved = frameOf(after) !== frameOf(now) && (!write || isWritable(now));
    // Another frame after a write fault is a copy that a later fault made.
    const stayed = moved || frameOf(after) === frameOf(now);
    const upgraded = eager && stayed && isWritable(after) && !isWritable(now);
    if (!moved && !upgraded) return undefined;
    const pages = now.kind === Kind.pmdHuge ? PAGES_PER_TABLE : 1;
    const frame = moved ? space.allocate(pages) : pfn(frameOf(now));
    const attributes = (now.high & ~PROTNONE_BIT) | (upgraded ? WRITE_BIT : 0);
    space.table.write(now.slot, lowWord(frame), highWord(frame, attributes));
    if (moved) invalidate(space);
    return true;
  },
};

const hugetlbStaysProtnone: Simplification = {
  id: 'hugetlb-stays-protnone',
  rules: [5],
  title: 'a fault on a protnone hugetlb page leaves it as it is',
  why:
    'Rule 5 clears protnone, as for other pages. A kernel’s hugetlb fault knows no NUMA hinting: it ' +
    'succeeds and changes nothing, so a range fault that asks for the page never ends.',
  apply({ space, write, now, after }) {
    if (now.kind !== Kind.hugetlbPresent || !isProtnone(now) || !isProtnone(after)) {
      return undefined;
    }
    // It may be made writable, which helps as little.
    const writable = write && isWritable(after) && frameOf(after) === frameOf(now);
    if (writable) space.table.write(now.slot, now.low, now.high | WRITE_BIT);
    return true;
  },
};

const writeProtected: Simplification = {
  id: 'write-protected-by-userfaultfd',
  rules: [8, 17],
  title: 'a write to a page that a userfaultfd write-protects fails',
  why:
    'A scenario has no such entries. Somebody has to be told and to answer, and a range fault does ' +
    'not wait: the page fault fails, for writes only.',
  apply: ({ write, now, uffdWp }) => (uffdWp && write && !isWritable(now) ? false : undefined),
};

/** Every known simplification, in the order in which they are tried. */
export const SIMPLIFICATIONS: readonly Simplification[] = [
  failedFaultLeavesTables,
  writeProtected,
  hugetlbStaysProtnone,
  hintingFault,
  hugePageSplit,
  hugePageMapped,
  devicePageMapped,
  sharedMappedWritable,
  swappedInWritable,
  swappedPageCopied,
  frameReused,
];
