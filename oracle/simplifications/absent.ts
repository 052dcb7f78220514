// SPDX-License-Identifier: GPL-2.0-or-later
import { Kind, kindOf } from '../../mm/entry';
import { PMD_SIZE, PTE, slotStart } from '../../mm/units';
import type { Simplification } from './simplification';

/* Faults on what is not there. */

export const failedFaultLeavesTables = {
  id: 'failed-fault-leaves-tables',
  rules: [1],
  title: 'a page fault that fails leaves the page tables that it made',
  model: 'By rule 1 nothing changes.',
  kernel:
    'A kernel makes the tables on the way before it finds out that there is no page, and keeps them. ' +
    'The call returns the same; the next one meets smaller holes.',
  since: 'every release',
  meets: ({ rule, before }, { vma }) => {
    const bottom = vma.backing.kind === 'hugetlb' ? vma.backing.level : PTE;
    return rule === 1 && kindOf(before.high) === Kind.none && before.level > bottom;
  },
} as const satisfies Simplification;

export const hugePageMapped = {
  id: 'huge-page-mapped',
  rules: [11],
  title: 'a fault where no page table is maps a huge page',
  model: 'Rule 11 makes a page table and fills one slot.',
  kernel:
    'Where transparent huge pages are enabled for the VMA and it spans the 2 MiB slot, a kernel fills the ' +
    'PMD: with a new huge page, or, for a read of anonymous memory, the huge zero page. The call then ' +
    'reports a huge mapping, and pages that were not faulted are there as well.',
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
    'A kernel does so only if it must learn of the first write, to write the page back. Pages of files in ' +
    'memory (tmpfs, memfd, shared anonymous memory) need no such notice and are mapped writable, so that ' +
    'the call reports WRITE where the model reports a page to read.',
  since: 'every release',
  meets: ({ rule, write }, { vma }) =>
    rule === 11 && !write && vma.backing.kind === 'file' && vma.shared && vma.write,
} as const satisfies Simplification;

export const devicePageMapped = {
  id: 'device-page-mapped',
  rules: [11],
  title: 'a fault in a driver’s mapping maps what the driver chooses',
  model: 'Rule 11 knows anonymous memory and files.',
  kernel:
    'A driver’s fault handler decides which page is mapped, whether it is special and how large it is, and ' +
    'the mapping’s protection whether it is writable. A special page that is asked for is -EFAULT.',
  since: 'every release; such a VMA is walked since 5.17 (mixedmap)',
  meets: ({ rule }, { vma }) => rule === 11 && (vma.io || vma.pfnmap || vma.mixedmap),
} as const satisfies Simplification;

export const swappedInWritable = {
  id: 'swapped-in-writable',
  rules: [12],
  title: 'a read fault on a swapped page maps it writable',
  model: 'Rule 12 maps it as the fault asks: read-only.',
  kernel:
    'A kernel makes a page that no other process has writable at once where the VMA is, so that the first ' +
    'write does not fault again. The call reports WRITE as well.',
  since: 'a release after 6.1 and not after 6.12 (6.1 maps it read-only, 6.12 writable)',
  meets: ({ rule, write }, { vma }) => rule === 12 && !write && vma.write,
} as const satisfies Simplification;

export const swappedPageCopied = {
  id: 'swapped-page-copied',
  rules: [12],
  title: 'a write to a swapped page that another process has, too, copies it',
  model: 'Rule 12 brings the page back, writable, and invalidates nothing.',
  kernel:
    'A page that was swapped out before a fork belongs to both processes: a kernel reads it in, maps it and ' +
    'then copies it. The copy invalidates, so that the call returns -EBUSY. A page of this process alone is ' +
    'as in the model.',
  since: 'every release',
  meets: ({ rule, write }, { vma }) => rule === 12 && write && !vma.shared,
} as const satisfies Simplification;

export const failedOutside = {
  id: 'fault-failed-outside',
  rules: [1],
  title: 'a page fault fails for a reason that stands in no page table',
  model: 'A fault fails where the document’s `faultErrors` say so.',
  kernel:
    'A poisoned page of a file, a file that was cut short, a lack of memory: nothing in the page table tells. ' +
    'A live kernel is believed, and what follows is compared.',
  since: 'every release',
  meets: null,
} as const satisfies Simplification;
