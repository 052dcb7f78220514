// SPDX-License-Identifier: GPL-2.0-or-later

/** A wrong line that is planted into a copy of a tree, and how the audit must name it. */
export interface Planting {
  readonly name: string;
  /** `mm/hmm.c`, unless it says so. */
  readonly file?: 'mm/pagewalk.c';
  /** The functions that it may stand in: it moved between releases. The first that has the place is changed. */
  readonly functions: readonly string[];
  readonly find: RegExp;
  readonly by: string;
  /** What the first line of the report must say. */
  readonly cause: RegExp;
  /** Whether no result shows it, only a note. */
  readonly isNoted?: true;
  /** The releases that have the place; all, if not given. */
  readonly releases?: readonly string[];
}

const FAULT = ['hmm_vma_fault', 'hmm_do_fault'];

export const PLANTINGS: readonly Planting[] = [
  {
    name: 'a page that migrates makes a request fail once it has arrived',
    functions: ['hmm_vma_handle_pte'],
    find: /(migration_entry_wait\([^;]*;\s*return) -EBUSY/,
    by: '$1 -EFAULT',
    cause: /what is done about a needed fault: pte-migration, waits \/ returns -EFAULT/,
  },
  {
    name: 'a write fault that is not permitted is -EFAULT',
    functions: FAULT,
    find: /-EPERM/,
    by: '-EFAULT',
    cause: /what the call returns: .*returns -EPERM \/ returns -EFAULT/,
  },
  {
    name: 'pages are never faulted for write',
    functions: FAULT,
    find: /\|= FAULT_FLAG_WRITE/,
    by: '|= 0',
    cause:
      /(which fault is needed|how the pages of a piece are faulted): .*faults for write \/ faults for read/,
  },
  {
    name: 'every other page of a piece is faulted',
    functions: FAULT,
    find: /(addr < end; addr \+=) PAGE_SIZE/,
    by: '$1 2 * PAGE_SIZE',
    cause: /how far a piece goes/,
  },
  {
    name: 'the mask lets every request through',
    functions: ['hmm_pte_need_fault'],
    find: /&= range->pfn_flags_mask/,
    by: '&= ~0UL',
    cause: /which fault is needed: .*goes on \/ faults|what is done about a needed fault/,
  },
  {
    name: 'default flags ask nothing',
    functions: ['hmm_pte_need_fault'],
    find: /\|= range->default_flags/,
    by: '|= 0',
    cause: /which fault is needed: .* \/ goes on/,
  },
  {
    name: 'a readable page satisfies a write request',
    functions: ['hmm_pte_need_fault'],
    find: /(cpu_flags & HMM_PFN_)WRITE/,
    by: '$1VALID',
    cause: /which fault is needed: .*faults for write \/ goes on/,
  },
  {
    name: 'the last page of a piece alone decides',
    functions: ['hmm_range_need_fault'],
    find: /required_fault \|=/,
    by: 'required_fault =',
    cause: /which fault is needed/,
  },
  {
    name: 'a gap is none',
    functions: ['hmm_vma_walk_hole'],
    find: /HMM_PFN_ERROR/,
    by: '0',
    cause: /whether there is a page: gap, error \/ none/,
  },
  {
    name: 'a request in a gap is -EINVAL',
    functions: ['hmm_vma_walk_hole'],
    find: /-EFAULT/,
    by: '-EINVAL',
    cause: /what the call returns: gap, returns -EFAULT \/ returns -EINVAL/,
  },
  {
    name: 'a huge page for NUMA hinting is valid',
    functions: ['pmd_to_hmm_pfn_flags'],
    find: /pmd_protnone\(pmd\)/,
    by: '0',
    cause: /which rights a page has: pmd-huge-protnone, stray/,
  },
  {
    name: 'pfns of a huge page count from the start of the piece',
    functions: ['hmm_vma_handle_pmd'],
    find: /addr & ~PMD_MASK/,
    by: 'addr & 0',
    cause: /which pfn a page has: pmd-/,
  },
  {
    name: 'a page for NUMA hinting is valid',
    functions: ['pte_to_hmm_pfn_flags'],
    find: /pte_protnone\(pte\)/,
    by: '0',
    cause: /which rights a page has: .*protnone, stray/,
  },
  {
    name: 'rights of a page are the wrong way round',
    functions: ['pte_to_hmm_pfn_flags'],
    find: /return pte_write\(pte\)/,
    by: 'return !pte_write(pte)',
    cause: /which rights a page has/,
  },
  {
    name: 'private pages of others are the caller’s, and its own are not',
    functions: ['hmm_vma_handle_pte'],
    find: /(->owner) ==/,
    by: '$1 !=',
    cause: /device-private/,
  },
  {
    name: 'a private page is never writable',
    functions: ['hmm_vma_handle_pte'],
    find: /cpu_flags \|= HMM_PFN_WRITE/,
    by: 'cpu_flags |= 0',
    cause: /which rights a page has: pte-own-device-private, write \/ read/,
  },
  {
    name: 'a special page is none',
    functions: ['hmm_vma_handle_pte'],
    find: /HMM_PFN_ERROR/,
    by: '0',
    cause: /whether there is a page: pte-special\S*, error \/ none/,
  },
  {
    name: 'the zero page is special',
    functions: ['hmm_vma_handle_pte'],
    find: /!is_zero_pfn\(pte_pfn\(pte\)\)/,
    by: '1',
    cause: /pte-special/,
  },
  {
    name: 'a request for poison is -EBUSY forever',
    functions: ['hmm_vma_handle_pte'],
    find: /(pte_unmap\(ptep\);\s*return) -EFAULT/,
    by: '$1 -EBUSY',
    cause: /what the call returns|whether a walk has helped|what is done about a needed fault/,
  },
  {
    name: 'pfns of a hugetlb page count from the start of the piece',
    functions: ['hmm_vma_walk_hugetlb_entry'],
    find: /start & ~hmask/,
    by: 'start & 0',
    cause: /which pfn a page has: hugetlb/,
  },
  {
    name: 'a VMA of which nothing is known is none',
    functions: ['hmm_vma_walk_test'],
    find: /HMM_PFN_ERROR/,
    by: '0',
    cause: /whether there is a page: .*error \/ none/,
  },
  {
    name: 'a huge mapping has the order of a larger one',
    functions: ['pmd_to_hmm_pfn_flags'],
    find: /PMD_SHIFT - PAGE_SHIFT/,
    by: 'PUD_SHIFT - PAGE_SHIFT',
    cause: /which order a mapping has: pmd-\S+, order 9 \/ order 18/,
  },
  {
    name: 'a walk resumes a page too late',
    functions: ['hmm_vma_fault', 'hmm_record_fault'],
    find: /->last = addr/,
    by: '->last = addr + PAGE_SIZE',
    // What is recorded from 7.3 on is where page faults begin, too.
    cause:
      /after resumes a walk elsewhere than where the last one was left: .*at a later page|faults from its start \/ faults from a later page/,
  },
  {
    name: 'a huge page loses the bits that are carried',
    functions: ['hmm_vma_handle_pmd'],
    find: /&= HMM_PFN_INOUT_FLAGS/,
    by: '= 0',
    cause: /which other bits a word has: pmd-huge, its bits \/ other bits/,
    releases: ['7.3'],
  },
  {
    name: 'a device-private huge page has the order of a larger one',
    functions: ['hmm_vma_handle_absent_pmd'],
    find: /PMD_SHIFT - PAGE_SHIFT/,
    by: 'PUD_SHIFT - PAGE_SHIFT',
    cause: /which order a mapping has: pmd-own-device-private, order 9 \/ order 18/,
    releases: ['7.3'],
  },
  {
    name: 'another owner’s device-private huge page is not faulted',
    functions: ['hmm_vma_handle_absent_pmd'],
    find: /return hmm_record_fault\(addr, end, required_fault, walk\)/,
    by: 'return -EFAULT',
    cause:
      /what is done about a needed fault: pmd-other-device-private, faults for (?:read|write) \/ returns -EFAULT/,
    releases: ['7.3'],
  },
  {
    name: 'a device-exclusive page makes a request fail',
    functions: ['hmm_vma_handle_pte'],
    find: /(is_device_exclusive(?:_entry)?\(entry\)\)\s*)goto fault/,
    by: '$1return -EFAULT',
    cause: /what is done about a needed fault: pte-device-exclusive/,
  },
  {
    name: 'the call that starts again gives up at once',
    functions: ['hmm_range_fault_unlocked_timeout'],
    find: /time_after\(/,
    by: '!time_after(',
    cause: /when the call ends: goes on \/ returns -EBUSY/,
    releases: ['7.3'],
  },
  {
    name: 'a walk goes on at its beginning after it has waited',
    functions: ['hmm_vma_handle_pte'],
    find: /hmm_vma_walk->last = addr;/,
    by: ';',
    cause:
      /after resumes a walk elsewhere than where the last one was left: pte-migration, at an earlier page/,
  },
  {
    name: 'a swapped page is not faulted',
    functions: ['hmm_vma_handle_pte'],
    find: /(if \((?:!non_swap_entry|softleaf_is_swap)\(entry\)\)\s+)goto fault;/,
    by: '$1{\n\t\t\t*hmm_pfn = 0;\n\t\t\treturn 0;\n\t\t}',
    cause: /which fault is needed: pte-swap, faults for (?:read|write) \/ goes on/,
  },
  {
    name: 'a huge page that migrates makes a request fail once it has arrived',
    functions: ['hmm_vma_walk_pmd'],
    find: /(pmd_migration_entry_wait\(walk->mm, pmdp\);\s+return )-EBUSY/,
    by: '$1-EFAULT',
    cause: /what is done about a needed fault: pmd-migration, waits \/ returns -EFAULT/,
  },
  {
    name: 'a huge page that migrates is an error',
    functions: ['hmm_vma_walk_pmd'],
    find: /(return -EBUSY;\s+\}\s+return hmm_pfns_fill\(start, end, range, )0\)/,
    by: '$1HMM_PFN_ERROR)',
    cause: /whether there is a page: pmd-migration, none \/ error/,
  },
  {
    name: 'pages are faulted as those of the caller',
    functions: FAULT,
    find: /= FAULT_FLAG_REMOTE/,
    by: '= 0',
    cause: /faults a page with other flags than it needs \(without FAULT_FLAG_REMOTE\)/,
    isNoted: true,
  },
  {
    name: 'a page fault that fails is none',
    functions: ['hmm_vma_fault'],
    find: /VM_FAULT_ERROR/,
    by: '0',
    cause: /how the pages of a piece are faulted: .*fails in a fault \/ goes on/,
    releases: ['6.12'],
  },
  {
    name: 'a PTE is faulted, and not those after it',
    functions: ['hmm_vma_handle_pte'],
    find: /return (hmm_vma_fault|hmm_record_fault)\(addr, end,/,
    by: 'return $1(addr, addr + PAGE_SIZE,',
    cause: /how far a piece goes/,
  },
  {
    name: 'the sequence is not checked',
    functions: ['hmm_range_fault_locked', 'hmm_range_fault'],
    find: /return -EBUSY;/,
    by: ';',
    cause: /when the call ends: returns -EBUSY \/ goes on/,
  },
  {
    name: 'a request that is not permitted has an errno that no release returns',
    functions: FAULT,
    find: /-EPERM/,
    by: '-EACCES',
    cause: /what the call returns: .*returns -EPERM \/ returns -EACCES/,
  },
  {
    name: 'a request that is not permitted is a success',
    functions: ['hmm_do_fault'],
    find: /return -EPERM/,
    by: 'return 0',
    cause: /what the call returns: .*returns -EPERM \/ returns 0.*\[hmm_do_fault\]/,
    releases: ['7.3'],
  },
  {
    name: 'a call ends with its first page fault',
    functions: ['hmm_do_fault'],
    find: /return -EBUSY/,
    by: 'return 0',
    cause: /when the call ends: .*walks again \/ returns 0.*\[hmm_do_fault\]/,
    releases: ['7.3'],
  },
  {
    name: 'a page fault that fails is a success',
    functions: ['hmm_do_fault'],
    find: /return err;/,
    by: 'return 0;',
    cause: /what the call returns: .*returns -EFAULT \/ returns 0.*\[hmm_do_fault\]/,
    releases: ['7.3'],
  },
  {
    name: 'a hugetlb page ends the call with a number that is no errno',
    functions: ['hmm_vma_walk_hugetlb_entry'],
    find: /return 0;/,
    by: 'return 1;',
    cause: /what the call returns: .*returns 0 \/ returns 1/,
  },
];

/** Renames and moves that change nothing. */
export const REFACTORINGS: readonly Pick<Planting, 'name' | 'find' | 'by'>[] = [
  { name: 'a function is renamed', find: /\bhmm_vma_walk_hole\b/g, by: 'hmm_walk_hole' },
  { name: 'a variable is renamed', find: /\brequired_fault\b/g, by: 'needed' },
];

/** A text with a planting in it; undefined if it has not the place. */
export function planted(text: string, { functions, find, by }: Planting): string | undefined {
  for (const name of functions) {
    const head = new RegExp(`^\\w[^;{}]*\\b${name}\\([^;{]*\\{`, 'm').exec(text);
    if (head === null) continue;
    const end = text.indexOf('\n}', head.index);
    const body = text.slice(head.index, end);
    if (!find.test(body)) continue;
    return text.slice(0, head.index) + body.replace(find, by) + text.slice(end);
  }
  return undefined;
}
