// SPDX-License-Identifier: GPL-2.0-or-later
import { Kind, PROTNONE_BIT, SPECIAL_BIT, WRITE_BIT } from '../../mm/entry';
import { invalidate } from '../../mm/notifier';
import { PAGES_PER_TABLE, PMD_SIZE, PTE, pfn, slotStart } from '../../mm/units';
import { FRESH_FILE_PFN, FRESH_PFN } from './frames';
import { isProtnone, isWritable, leafFrame, putEntry } from './live-fault';
import type { LiveSimplification } from './simplification';

export const liveFrameReused: LiveSimplification = {
  id: 'frame-reused',
  apply({ space, vma, write, now, after }) {
    const present = now.kind === Kind.ptePresent || now.kind === Kind.hugetlbPresent;
    if (!present || isProtnone(now) || !write || isWritable(now) || vma.shared) return undefined;
    // A frame that this very call brought is nobody else's; the model has no other name for it.
    const own = leafFrame(now) >= FRESH_PFN && leafFrame(now) < FRESH_FILE_PFN;
    if (!own && (after.kind !== now.kind || leafFrame(after) !== leafFrame(now))) return undefined;
    space.table.write(now.slot, now.low, now.high | WRITE_BIT);
    return true;
  },
};

export const liveHugePageSplit: LiveSimplification = {
  id: 'huge-page-split',
  apply({ space, vma, at, write, now, after, hugeZeroPfn }) {
    if (now.kind !== Kind.pmdHuge || isProtnone(now) || !write || isWritable(now)) return undefined;
    if (after.level !== PTE) return undefined;
    const base = slotStart(at, PMD_SIZE);
    const frame = leafFrame(now);
    space.table.write(now.slot, 0, 0);
    const first = space.table.makeSlot(base, PTE);
    if (vma.backing.kind === 'anon') {
      const zero = frame === hugeZeroPfn;
      for (let page = 0; page < PAGES_PER_TABLE; page++) {
        const of = zero ? space.image.zeroPfn : pfn(frame + page);
        const attributes = Kind.ptePresent | (zero ? SPECIAL_BIT : 0);
        putEntry(space, first + page, of, attributes);
      }
    }
    invalidate(space);
    return 'go on';
  },
};

export const liveHugeZeroPageReplaced: LiveSimplification = {
  id: 'huge-zero-page-replaced',
  apply({ space, write, now, after, hugeZeroPfn }) {
    if (now.kind !== Kind.pmdHuge || isProtnone(now) || !write || isWritable(now)) return undefined;
    if (leafFrame(now) !== hugeZeroPfn || after.kind !== Kind.pmdHuge) return undefined;
    if (leafFrame(after) === hugeZeroPfn) return undefined;
    putEntry(space, now.slot, space.allocate(PAGES_PER_TABLE), Kind.pmdHuge | WRITE_BIT);
    invalidate(space);
    return true;
  },
};

export const liveExclusiveWritableAgain: LiveSimplification = {
  id: 'exclusive-page-writable-again',
  apply({ space, vma, now, after }) {
    if (now.kind !== Kind.pteDeviceExclusive || isWritable(now) || !vma.write) return undefined;
    const same = after.kind === Kind.ptePresent && leafFrame(after) === leafFrame(now);
    if (!same || !isWritable(after)) return undefined;
    putEntry(space, now.slot, pfn(leafFrame(now)), Kind.ptePresent | WRITE_BIT);
    invalidate(space);
    return true;
  },
};

export const liveHintingFault: LiveSimplification = {
  id: 'hinting-fault-decides-anew',
  apply({ space, write, now, after, eager }) {
    const present = now.kind === Kind.ptePresent || now.kind === Kind.pmdHuge;
    if (!present || !isProtnone(now) || after.kind !== now.kind || isProtnone(after)) {
      return undefined;
    }
    const moved = leafFrame(after) !== leafFrame(now) && (!write || isWritable(now));
    // Another frame after a write fault is a copy that a later fault made.
    const stayed = moved || leafFrame(after) === leafFrame(now);
    const upgraded = eager && stayed && isWritable(after) && !isWritable(now);
    if (!moved && !upgraded) return undefined;
    const pages = now.kind === Kind.pmdHuge ? PAGES_PER_TABLE : 1;
    const frame = moved ? space.allocate(pages) : pfn(leafFrame(now));
    const attributes = (now.high & ~PROTNONE_BIT) | (upgraded ? WRITE_BIT : 0);
    putEntry(space, now.slot, frame, attributes);
    if (moved) invalidate(space);
    return true;
  },
};

export const liveHugetlbStaysProtnone: LiveSimplification = {
  id: 'hugetlb-stays-protnone',
  apply({ space, write, now, after }) {
    if (now.kind !== Kind.hugetlbPresent || !isProtnone(now) || !isProtnone(after)) {
      return undefined;
    }
    // It may be made writable, which helps as little.
    const writable = write && isWritable(after) && leafFrame(after) === leafFrame(now);
    if (writable) space.table.write(now.slot, now.low, now.high | WRITE_BIT);
    return true;
  },
};

export const liveWriteProtected: LiveSimplification = {
  id: 'write-protected-by-userfaultfd',
  apply: ({ write, now, uffdWp }) => (uffdWp && write && !isWritable(now) ? false : undefined),
};
