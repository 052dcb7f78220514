// SPDX-License-Identifier: GPL-2.0-or-later

/** Why no process can show a live kernel that a rule of model.md is wrong. */
export const UNSEEN_REASONS = {
  migration:
    'a migration entry is there for an instant only: nothing holds it still until the call',
  corrupt: 'a PMD that is corrupt, or neither present nor migrating, is a defect by itself',
  'between walks':
    'the second walk would have to find another page table than the first one left; nobody can stop a kernel between them',
  'before 6.0': 'the kernels that run here are newer than the change',
  'out of memory': 'a page fault that runs out of memory cannot be aimed at one page',
} as const;
type UnseenReason = keyof typeof UNSEEN_REASONS;

/**
 * The wrong lines of `test/faults` that no live run can catch, by name; every other one, but for those of
 * {@link SEEN_ON}, is caught by the captures of each kernel. A test holds the list to that, in both directions.
 */
export const UNSEEN: Readonly<Record<string, UnseenReason>> = {
  'a migrating huge page is waited for without a request': 'migration',
  'a migrating huge page is an error': 'migration',
  'a migrating page is faulted, not waited for': 'migration',
  'rule 3: hugetlb migration does not arrive': 'migration',
  'a broken PMD is reported as none': 'corrupt',
  'a retry starts at the beginning of the range': 'between walks',
  'the revision’s outOfMemoryReported is off': 'out of memory',
  'a gap is one piece': 'before 6.0',
};

/**
 * The wrong lines that not every kernel can show, and those that catch them: what takes memory of a
 * device, or PTE markers that a kernel has not or takes otherwise.
 */
export const SEEN_ON: Readonly<Record<string, readonly string[]>> = {
  'any owner’s device-private page is reported': ['7.3'],
  'the owner’s device-private page is always writable': ['7.3'],
  'rule 14: a device-private page comes back without an invalidation': ['7.3'],
  'the revision’s privatePmdsReported is off': ['7.3'],
  'the revision’s exclusiveFaulted is off': ['7.3'],
  'the revision’s foreignPrivateFaulted is off': ['7.3'],
  'the revision’s otherMarkersAreNone is off': ['6.12'],
  'the revision’s otherMarkersRefused is off': ['7.3'],
};
