// SPDX-License-Identifier: GPL-2.0-or-later
import { Kind, kindOf, PROTNONE_BIT, pfnOf, SPECIAL_BIT, WRITE_BIT } from '../../mm/entry';
import { pagesBetween } from '../../mm/units';
import type { DecidedFault, FaultPlace, Simplification } from './simplification';

/* Faults on entries that are present. */

export const frameReused = {
  id: 'frame-reused',
  rules: [6, 17],
  title: 'a read-only private page that nobody else has is made writable, not copied',
  model: 'The rules always copy, which invalidates the range: the call returns -EBUSY.',
  kernel:
    'A kernel copies only if somebody else may have the page. After a fork whose child is gone, or once the ' +
    'page was written, it keeps the frame, makes it writable and invalidates nothing: the call goes on and ' +
    'reports the same pfn with WRITE. The zero page and pages of a file are always copied.',
  since:
    'every release; the way it is detected has changed (by reference counts since 5.9, by a mark on the page since 5.19)',
  meets: (fault, place) => {
    if (fault.rule !== 6 && fault.rule !== 17) return false;
    return !place.vma.shared && !isAlwaysCopied(fault, place);
  },
} as const satisfies Simplification;

/** The zero page, a special one, and a page of the file: never owned by this process alone. */
function isAlwaysCopied({ at, before }: DecidedFault, { scenario, vma }: FaultPlace): boolean {
  if ((before.high & SPECIAL_BIT) !== 0) return true;
  const frame = pfnOf(before.low, before.high);
  if (vma.backing.kind === 'file') {
    return frame === vma.backing.filePfn + pagesBetween(vma.start, at);
  }
  return frame === scenario.mm.zeroPfn;
}

export const hugePageSplit = {
  id: 'huge-page-split',
  rules: [7, 8],
  title: 'a write to a read-only huge page splits it, and copies one page',
  model:
    'Rules 7 and 8 make the whole huge page writable in place, whoever else has it, and invalidate nothing.',
  kernel:
    'A kernel makes a huge page writable in place only if no other process has it. Otherwise it splits the ' +
    'mapping, which invalidates the range, and copies each faulted page: the call returns -EBUSY, and the ' +
    'next one finds a page table. A huge page of a file is unmapped instead, and its pages are faulted again.',
  since: '5.8; until 5.7 a kernel copied the whole huge page if it could, which also invalidates',
  meets: ({ rule, write, before }, { vma }) => {
    if (!write || (before.high & (WRITE_BIT | PROTNONE_BIT)) !== 0) return false;
    if (rule === 7) return !vma.shared;
    // A shared mapping of device memory that is a file (DAX) is made writable in place.
    return rule === 8 && (kindOf(before.high) === Kind.pmdHuge || !vma.shared);
  },
} as const satisfies Simplification;

export const hugeZeroPageReplaced = {
  id: 'huge-zero-page-replaced',
  rules: [8],
  title: 'a write to the huge zero page brings a new huge page',
  model: 'Rule 8 makes any huge page writable in place, and invalidates nothing.',
  kernel:
    'Later kernels put a new huge page in the place of the huge zero page, which invalidates the range: the ' +
    'call returns -EBUSY, and the next one finds a writable huge page with another pfn.',
  since: '6.13; before, the mapping is split (`huge-page-split`)',
  // No scenario document says which frame is the huge zero page.
  meets: null,
} as const satisfies Simplification;

export const exclusiveWritableAgain = {
  id: 'exclusive-page-writable-again',
  rules: [20],
  title: 'a page that a device had for itself alone comes back writable',
  model: 'Rule 20 gives the page back with the access that the entry says.',
  kernel:
    'The entry of a later kernel does not keep whether the page was writable. The fault makes it writable, even ' +
    'if it is a read, if the VMA may be written and no other process has the page. The word of the next call ' +
    'then has WRITE; this one returns -EBUSY in any case.',
  since: '6.15; before, the entry says it',
  meets: ({ rule, before }, { vma }) =>
    rule === 20 && vma.write && !vma.shared && (before.high & WRITE_BIT) === 0,
} as const satisfies Simplification;

export const hintingFault = {
  id: 'hinting-fault-decides-anew',
  rules: [8, 16],
  title: 'a NUMA-hinting fault moves the page, or makes it writable',
  model: 'The rules clear protnone and change nothing else.',
  kernel:
    'A kernel may move the page to the accessing node, which invalidates the range: the call returns -EBUSY, ' +
    'and the page has a different frame. Later kernels keep no write bit in a hinting entry, but determine at ' +
    'the fault whether the page may be written; then WRITE is reported although the entry did not have it.',
  since: 'moving since 3.8, on machines with several nodes; deciding about write access since 6.2',
  meets: ({ rule, before }) => {
    const present = kindOf(before.high) === Kind.ptePresent || kindOf(before.high) === Kind.pmdHuge;
    return (rule === 8 || rule === 16) && present && (before.high & PROTNONE_BIT) !== 0;
  },
} as const satisfies Simplification;

export const hugetlbStaysProtnone = {
  id: 'hugetlb-stays-protnone',
  rules: [5],
  title: 'a fault on a protnone hugetlb page leaves it as it is',
  model: 'Rule 5 clears protnone, as for other pages, and the call goes on.',
  kernel:
    'A kernel’s hugetlb fault does not handle NUMA hinting: it succeeds and changes nothing, so a range fault ' +
    'that requests the page never returns (a livelock) unless something invalidates the range.',
  since: 'every release',
  meets: ({ rule }) => rule === 5,
} as const satisfies Simplification;

export const writeProtected = {
  id: 'write-protected-by-userfaultfd',
  rules: [8, 17],
  title: 'a write to a page that a userfaultfd write-protects fails',
  model: 'A scenario has no such entries.',
  kernel:
    'A user-space handler has to be notified and has to respond, but a range fault does not wait: the page ' +
    'fault fails, only for writes, and the call returns -EFAULT.',
  since: 'anonymous memory since 5.7, shared memory and hugetlb since 5.19',
  meets: null,
} as const satisfies Simplification;
