// SPDX-License-Identifier: GPL-2.0-or-later
import { Kind, kindOf } from '../../mm/entry';
import { PMD_SIZE, PTE, slotStart } from '../../mm/units';
import type { Simplification } from './simplification';

/* Faults on entries that are not present. */

export const failedFaultLeavesTables = {
  id: 'failed-fault-leaves-tables',
  rules: [1],
  title: 'a failing page fault leaves the page tables that it allocated',
  model: 'By rule 1 nothing changes.',
  kernel:
    'A kernel allocates the tables before it finds out that there is no page, and keeps them. The call ' +
    'returns the same; the next one meets smaller holes.',
  since: 'every release',
  meets: ({ rule, before }, { vma }) => {
    const bottom = vma.backing.kind === 'hugetlb' ? vma.backing.level : PTE;
    return rule === 1 && kindOf(before.high) === Kind.none && before.level > bottom;
  },
} as const satisfies Simplification;

export const hugePageMapped = {
  id: 'huge-page-mapped',
  rules: [11],
  title: 'a fault where there is no page table maps a huge page',
  model: 'Rule 11 allocates a page table and fills one slot.',
  kernel:
    'Where transparent huge pages are enabled for the VMA and it spans the 2 MiB slot, a kernel fills the ' +
    'PMD: with a new huge page, or, for a read of anonymous memory, the huge zero page. The call then ' +
    'reports a huge mapping, and pages that were not faulted are present, too.',
  since: 'anonymous memory since 2.6.38 (the huge zero page since 3.8), shared memory since 4.8',
  meets: ({ at, rule, before }, { vma }) => {
    if (rule !== 11 || before.level === PTE) return false;
    const slot = slotStart(at, PMD_SIZE);
    return vma.start <= slot && slot + PMD_SIZE <= vma.end;
  },
} as const satisfies Simplification;

export const sharedMappedWritable = {
  id: 'shared-page-mapped-writable',
  rules: [11],
  title: 'a read fault in a shared writable file mapping maps the page writable',
  model: 'Rule 11 maps it read-only.',
  kernel:
    'A kernel maps it read-only only if it must notice the first write, to write the page back. Pages of ' +
    'in-memory files (tmpfs, memfd, shared anonymous memory) do not need this and are mapped writable, so ' +
    'the call reports WRITE where the model reports a read-only page.',
  since: 'every release',
  meets: ({ rule, write }, { vma }) =>
    rule === 11 && !write && vma.backing.kind === 'file' && vma.shared && vma.write,
} as const satisfies Simplification;

export const devicePageMapped = {
  id: 'device-page-mapped',
  rules: [11],
  title: 'a fault in a driver’s mapping maps what the driver chooses',
  model: 'Rule 11 knows only anonymous memory and files.',
  kernel:
    'A driver’s fault handler decides which page is mapped, whether it is special and how large it is, and ' +
    'the protection of the mapping decides whether it is writable. A special page that is requested is -EFAULT.',
  since: 'every release; such a VMA is walked since 5.17 (mixedmap)',
  meets: ({ rule }, { vma }) => rule === 11 && (vma.io || vma.pfnmap || vma.mixedmap),
} as const satisfies Simplification;

export const swappedInWritable = {
  id: 'swapped-in-writable',
  rules: [12],
  title: 'a read fault on a swapped page maps it writable',
  model: 'Rule 12 maps it as the fault requests: read-only.',
  kernel:
    'In a writable VMA, a kernel maps a page that no other process has as writable at once, so that the ' +
    'first write does not fault again. The call then reports WRITE.',
  since: '6.11',
  meets: ({ rule, write }, { vma }) => rule === 12 && !write && vma.write,
} as const satisfies Simplification;

export const swappedPageCopied = {
  id: 'swapped-page-copied',
  rules: [12],
  title: 'a write to a swapped page that another process also has copies it',
  model: 'Rule 12 swaps the page in, writable, and invalidates nothing.',
  kernel:
    'A page that was swapped out before a fork belongs to both processes: a kernel reads it in, maps it and ' +
    'then copies it. The copy invalidates the range, so the call returns -EBUSY. A page that only this ' +
    'process has is handled as in the model.',
  since: 'every release',
  meets: ({ rule, write }, { vma }) => rule === 12 && write && !vma.shared,
} as const satisfies Simplification;

export const failedOutside = {
  id: 'fault-failed-outside',
  rules: [1],
  title: 'a page fault fails for a reason that no page table shows',
  model: 'A fault fails where the document’s `faultErrors` say so.',
  kernel:
    'A poisoned page of a file, a truncated file, or lack of memory: the page table does not show it. On a ' +
    'live kernel the failure is taken as given, and everything that follows from it is compared.',
  since: 'every release',
  meets: null,
} as const satisfies Simplification;
