// SPDX-License-Identifier: GPL-2.0-or-later

/** Why no process can show a live kernel that a rule of model.md is wrong. */
export const UNSEEN_REASONS = {
  migration:
    'a migration entry is there for an instant only: nothing holds it still until the call',
  corrupt: 'a PMD that is corrupt, or neither present nor migrating, is a defect by itself',
  'between walks':
    'the second walk would have to find another page table than the first one left; nobody can stop a kernel between them',
  'before 6.0': 'the kernels that run here are newer than the change',
  'not in a recipe': 'no step of a recipe makes such an entry yet',
  'out of memory': 'a page fault that runs out of memory cannot be aimed at one page',
} as const;
export type UnseenReason = keyof typeof UNSEEN_REASONS;

/**
 * The wrong lines of `test/faults` that no live run can catch, by name; every other one, but for those of
 * {@link SEEN_WITH_DEVICE}, is caught by the captures of each kernel. A test holds the list to that, in both directions.
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
  'the revision’s devmapPtesReported is off': 'not in a recipe',
  'the revision’s wpMarkersAreNone is off': 'not in a recipe',
  'the revision’s otherMarkersAreNone is off': 'not in a recipe',
  'the revision’s otherMarkersRefused is off': 'not in a recipe',
};

/**
 * The wrong lines that take memory of a device to be caught: kernels that have it catch them.
 */
export const SEEN_WITH_DEVICE: readonly string[] = [
  'any owner’s device-private page is reported',
  'the owner’s device-private page is always writable',
  'rule 14: a device-private page comes back without an invalidation',
  'the revision’s privatePmdsReported is off',
  'the revision’s exclusiveFaulted is off',
  'the revision’s foreignPrivateFaulted is off',
];
