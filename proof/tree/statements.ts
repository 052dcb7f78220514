// SPDX-License-Identifier: GPL-2.0-or-later
import { DIFFERENCES } from '../../oracle/differences/registry';

/**
 * What is held against one tree, by the name that `program/contract.c` gives its assertion. Where it
 * speaks of a word, the call returned 0 and no second walk was needed.
 */
const CONTRACT_STATEMENTS = {
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
type ContractStatement = keyof typeof CONTRACT_STATEMENTS;

/** What two trees are compared in, by the names of `program/same.c`. */
const COMPARED = {
  'same-return': 'the same return code',
  'same-words': 'the same words',
  'same-states': 'the same page states, as the words of each format read',
  'same-faults': 'the same page faults, in order, with the same flags',
  'same-waits': 'the same waits for migration',
  'same-resume': 'a further walk begins at the same page, or in neither',
  'same-locks': 'the same locks and warnings at the end',
} as const;
type ComparedStatement = keyof typeof COMPARED;
export type TreeStatement = ContractStatement | ComparedStatement;

export const STATEMENT_TEXTS: Readonly<Record<TreeStatement, string>> = {
  ...CONTRACT_STATEMENTS,
  ...COMPARED,
};

/** One tree, two whose words have one format, or a customizable format against the fixed one. */
export type TreeSubject = 'one tree' | 'one format' | 'two formats';

const WITH_PAIRS = ['faults-counted', 'no-bug'] as const;

/** The statements about a subject, in the order of the report. */
export function statementsOf(subject: TreeSubject): readonly TreeStatement[] {
  if (subject === 'one tree') return Object.keys(CONTRACT_STATEMENTS).filter(isTreeStatement);
  const other = subject === 'one format' ? 'same-states' : 'same-words';
  const compared = Object.keys(COMPARED).filter(isTreeStatement);
  return [...compared.filter((statement) => statement !== other), ...WITH_PAIRS];
}

/**
 * The differences between releases that two trees may have: each says what the second tree does then,
 * or is an entry that the first refuses, where that is left open.
 */
const RELEASE_DIFFERENCES = {
  layout:
    'the order stands elsewhere in the word or nowhere, and bits are carried from input to output',
  'out-of-memory': 'a page fault without memory: -EFAULT before, -ENOMEM after',
  'private-pmd': 'a PMD that is device-private',
  'foreign-private': 'a device-private PTE of another owner',
  marker: 'a PTE marker',
  exclusive: 'a device-exclusive PTE',
  devmap: 'a PTE of a device’s page (DAX)',
  'mixed-map': 'a VMA with VM_MIXEDMAP',
} as const;

/** The differences between the formats, by their names in docs/differences.md. */
const FORMAT_DIFFERENCES = [
  ...(['pte-protnone-valid', 'pmd-protnone-valid', 'hugetlb-protnone-valid'] as const),
  ...(['hugetlb-none-valid', 'hugetlb-migration-valid', 'hugetlb-hwpoison-valid'] as const),
  ...(['count-ends-in-hole', 'count-ends-in-gap', 'count-ends-in-unmapped-pmd'] as const),
] as const;
export type KnownTreeDifference =
  | keyof typeof RELEASE_DIFFERENCES
  | (typeof FORMAT_DIFFERENCES)[number];

/** What a known difference is. */
export function knownTreeDifferenceText(name: KnownTreeDifference): string {
  if (isReleaseDifference(name)) return RELEASE_DIFFERENCES[name];
  return DIFFERENCES.find(({ id }) => id === name)?.title ?? name;
}

/** What must be reached at a place, or what is proved there is proved over nothing. */
export function reachedBy(subject: TreeSubject): readonly string[] {
  const both = ['valid', 'write', 'error', 'none', 'failure', 'fault', 'write-fault', 'wait'];
  return [...both, 'second-walk', subject === 'one tree' ? 'device-private' : 'success'];
}

export function isTreeStatement(name: string): name is TreeStatement {
  return Object.hasOwn(STATEMENT_TEXTS, name);
}

function isReleaseDifference(name: string): name is keyof typeof RELEASE_DIFFERENCES {
  return Object.hasOwn(RELEASE_DIFFERENCES, name);
}

export function isKnownTreeDifference(name: string): name is KnownTreeDifference {
  return isReleaseDifference(name) || FORMAT_DIFFERENCES.some((id) => id === name);
}
