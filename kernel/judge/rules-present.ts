// SPDX-License-Identifier: GPL-2.0-or-later
import { Kind, PROTNONE_BIT, SPECIAL_BIT, WRITE_BIT } from '../../mm/entry';
import { invalidate } from '../../mm/notifier';
import { PAGES_PER_TABLE, PMD_SIZE, PTE, pfn, slotStart } from '../../mm/units';
import type { KernelVersion } from '../../modern/revision';
import type { FrameRanges } from './frames';
import { isProtnone, isWritable, leafFrame, putEntry } from './live-fault';
import type { KnownFault, ReleaseRule } from './release-rule';

/* Page faults on entries that are present. */

/** What has no page yet, which comes first. */
const NOT_THERE: readonly Kind[] = [Kind.none, Kind.pteUffdWpMarker];

export const writeProtectedRule: ReleaseRule = {
  id: 'write-protected-by-userfaultfd',
  decidedBy: 'the bit of the entry that a userfaultfd protects it by',
  apply: ({ write, now, page }) =>
    page.uffdWp && write && !isWritable(now) && !NOT_THERE.includes(now.kind) ? false : undefined,
};

export const hugetlbStaysProtnoneRule: ReleaseRule = {
  id: 'hugetlb-stays-protnone',
  decidedBy: 'the entry alone; a write makes it writable if nobody else has the page',
  apply({ space, vma, write, now, page }) {
    if (now.kind !== Kind.hugetlbPresent || !isProtnone(now)) return undefined;
    if (write && (vma.shared || page.alone)) {
      space.table.write(now.slot, now.low, now.high | WRITE_BIT);
    }
    return true;
  },
};

/** What may be written is found out again at the fault: a hinting entry does not say it. */
export const hintingFaultRule: ReleaseRule = {
  id: 'hinting-fault-decides-anew',
  since: '6.2',
  decidedBy:
    'VM_WRITE, and of a private page its mark as this process’s alone (PageAnonExclusive), of a shared one vm_page_prot, or that it is dirty',
  apply({ space, vma, now, page, mapping }) {
    const present = now.kind === Kind.ptePresent || now.kind === Kind.pmdHuge;
    if (!present || !isProtnone(now) || isWritable(now) || !vma.write || page.uffdWp) {
      return undefined;
    }
    const upgraded = vma.shared ? mapping.mapsWritable || page.dirty : page.exclusive;
    if (!upgraded) return undefined;
    space.table.write(now.slot, now.low, (now.high & ~PROTNONE_BIT) | WRITE_BIT);
    return true;
  },
};

function isReadOnlyHuge({ now, write }: KnownFault): boolean {
  return now.kind === Kind.pmdHuge && write && !isProtnone(now) && !isWritable(now);
}

/** Puts PTEs of the same frames in the place of a huge page; a file's pages are looked for anew. */
function split({ space, vma, at, now, hugeZeroPfn }: KnownFault): void {
  const base = slotStart(at, PMD_SIZE);
  const frame = leafFrame(now);
  space.table.write(now.slot, 0, 0);
  const first = space.table.makeSlot(base, PTE);
  if (vma.backing.kind === 'anon') {
    const zero = frame === hugeZeroPfn;
    for (let page = 0; page < PAGES_PER_TABLE; page++) {
      const of = zero ? space.image.zeroPfn : pfn(frame + page);
      putEntry(space, first + page, of, Kind.ptePresent | (zero ? SPECIAL_BIT : 0));
    }
  }
  invalidate(space);
}

export const hugePageSplitRule: ReleaseRule = {
  id: 'huge-page-split',
  decidedBy: 'how many processes map the page; a driver’s own mapping is never split',
  apply(fault) {
    if (!isReadOnlyHuge(fault) || fault.page.alone || fault.mapping.device !== undefined) {
      return undefined;
    }
    split(fault);
    return 'go on';
  },
};

/** Before, it is split as any other huge page of several processes is. */
export const hugeZeroPageReplacedRule: ReleaseRule = {
  id: 'huge-zero-page-replaced',
  since: '6.13',
  decidedBy: 'whether it is the huge zero page',
  apply(fault) {
    const { space, now, hugeZeroPfn } = fault;
    if (!isReadOnlyHuge(fault) || leafFrame(now) !== hugeZeroPfn) return undefined;
    putEntry(space, now.slot, space.allocate(PAGES_PER_TABLE), Kind.pmdHuge | WRITE_BIT);
    invalidate(space);
    return true;
  },
};

/** A page of a large folio that PTEs map is made writable in place only since then. */
const LARGE_FOLIOS_REUSED: KernelVersion = '6.15';

/** By release: what a kernel counts differs for the pages of a large folio. */
function reused(large: boolean): ReleaseRule['apply'] {
  return ({ space, vma, write, now, page, frames }) => {
    const present = now.kind === Kind.ptePresent || now.kind === Kind.hugetlbPresent;
    if (!present || isProtnone(now) || !write || isWritable(now) || vma.shared) return undefined;
    const whole = large || page.order === 0 || now.kind === Kind.hugetlbPresent;
    const found = page.exclusive || (page.alone && whole);
    if (!found && !isOfThisCall(leafFrame(now), page.swappedShared, frames)) return undefined;
    space.table.write(now.slot, now.low, now.high | WRITE_BIT);
    return true;
  };
}

/** A frame that this very call brought is nobody else's, unless it came from what others have, too. */
function isOfThisCall(
  frame: number,
  swappedShared: boolean,
  { fresh, file }: FrameRanges,
): boolean {
  return frame >= fresh && frame < file && !swappedShared;
}

const REUSED_BY =
  'the mark of the page as this process’s alone (PageAnonExclusive), or else how many processes map it';

export const frameReusedRule: ReleaseRule = {
  id: 'frame-reused',
  until: LARGE_FOLIOS_REUSED,
  decidedBy: `${REUSED_BY}; a page of a large folio by its mark alone`,
  apply: reused(false),
};

export const largeFrameReusedRule: ReleaseRule = {
  id: 'frame-reused',
  since: LARGE_FOLIOS_REUSED,
  decidedBy: REUSED_BY,
  apply: reused(true),
};
