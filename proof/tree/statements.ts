// SPDX-License-Identifier: GPL-2.0-or-later

/**
 * What is held against one tree, by the name that `program/contract.c` gives its assertion. Where it
 * speaks of a word, the call returned 0 and no second walk was needed.
 */
export const CONTRACT_STATEMENTS = {
  'valid-is-mapped': 'a word with VALID has the pfn that the page table maps',
  'write-is-writable': 'a word with WRITE is of an entry that the CPU may write through',
  'write-needs-valid': 'a word with WRITE has VALID',
  'error-excludes-both': 'a word with ERROR has neither VALID nor WRITE',
  'valid-is-readable': 'a word with VALID is of a VMA that may be read',
  'carried-bits': 'bits that are carried from input to output stay as they were',
  'asked-is-valid': 'a page that was asked for has VALID',
  'asked-is-writable':
    'a page that was asked for to be written has WRITE (but for the caller’s own device memory)',
  'no-fault-under-lock': 'no page fault is made with a page-table or hugetlb lock held',
  'no-write-fault-refused': 'no write fault is made in a VMA that may not be written',
  'locks-released': 'every lock is taken once and released; the mmap lock stays held',
  'no-warning': 'no WARN is reached, and the mmap lock is held where it must be',
  'resumes-in-range': 'a further walk begins at a page of the range, and no earlier than this one',
  'input-kept': 'from where a further walk begins, words are as they were given',
  'before-resume': 'words of pages before the walk stay as they were',
  'walk-ends': 'a walk comes to an end, even over a PUD that is neither none nor present',
  'faults-counted': 'no walk makes more page faults than the range has pages',
  'no-bug': 'no BUG is reached, no table is made, and no DMA is done',
  'memory-safe': 'no access outside an object, no overflow of signed numbers, no shift too far',
} as const;
export type ContractStatement = keyof typeof CONTRACT_STATEMENTS;

/** What two trees are compared in, by the names of `program/same.c`. */
export const PAIR_STATEMENTS = {
  'same-return': 'the same return code',
  'same-words': 'the same words',
  'same-states': 'the same page states',
  'same-faults': 'the same page faults, in order, with the same flags',
  'same-waits': 'the same waits for migration',
  'same-resume': 'a further walk begins at the same page, or in neither',
  'same-locks': 'the same locks and warnings at the end',
  'faults-counted': CONTRACT_STATEMENTS['faults-counted'],
  'no-bug': CONTRACT_STATEMENTS['no-bug'],
} as const;
export type PairStatement = keyof typeof PAIR_STATEMENTS;
export type TreeStatement = ContractStatement | PairStatement;

export const STATEMENT_TEXTS: Readonly<Record<TreeStatement, string>> = {
  ...CONTRACT_STATEMENTS,
  ...PAIR_STATEMENTS,
};

/**
 * The differences between releases that two trees may have: each says what the second tree does then,
 * or is a premise without which the trees differ.
 */
export const KNOWN_TREE_DIFFERENCES = {
  layout:
    'the order stands elsewhere in the word or nowhere, and bits are carried from input to output',
  'out-of-memory': 'a page fault without memory: -EFAULT before, -ENOMEM after',
  'private-pmd': 'a PMD that is device-private',
  'foreign-private': 'a device-private PTE of another owner',
  marker: 'a PTE marker',
  exclusive: 'a device-exclusive PTE',
  'mixed-map': 'a VMA with VM_MIXEDMAP',
  'pte-protnone-valid': '',
  'pmd-protnone-valid': '',
  'hugetlb-protnone-valid': '',
  'hugetlb-none-valid': '',
  'hugetlb-migration-valid': '',
  'hugetlb-hwpoison-valid': '',
  'count-ends-in-hole': '',
  'count-ends-in-gap': '',
  'count-ends-in-unmapped-pmd': '',
} as const;
export type KnownTreeDifference = keyof typeof KNOWN_TREE_DIFFERENCES;

/** What must be reached at a place, or what is proved there is proved over nothing. */
export const REACHED = {
  one: [
    ...['valid', 'write', 'error', 'none', 'device-private'],
    ...['failure', 'fault', 'write-fault', 'wait', 'second-walk'],
  ],
  pair: ['success', 'valid', 'error', 'failure', 'fault', 'wait', 'second-walk'],
} as const;

export function isTreeStatement(name: string): name is TreeStatement {
  return Object.hasOwn(STATEMENT_TEXTS, name);
}

export function isKnownTreeDifference(name: string): name is KnownTreeDifference {
  return Object.hasOwn(KNOWN_TREE_DIFFERENCES, name);
}
