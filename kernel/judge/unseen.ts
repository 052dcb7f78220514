// SPDX-License-Identifier: GPL-2.0-or-later

/** Why no process can show a live kernel that a rule of model.md is wrong. */
export const UNSEEN_REASONS = {
  migration:
    'a migration entry is there for an instant only: nothing holds it still until the call',
  'device-private':
    'device-private memory needs a kernel built with DEVICE_PRIVATE, and a device; the distribution’s have neither',
  'device-exclusive':
    'only the driver of a device that wants a page for itself alone makes such an entry',
  corrupt: 'a PMD that is corrupt, or neither present nor migrating, is a defect by itself',
  'between walks':
    'the second walk would have to find another page table than the first one left; nobody can stop a kernel between them',
  'before 6.0': 'the kernels that run here are newer than the change',
  'since 7.3': 'the kernels that run here are older than the change',
} as const;
export type UnseenReason = keyof typeof UNSEEN_REASONS;

/**
 * The wrong lines of `test/faults` that no live run can catch, by name; every other one is caught by
 * the captures of each kernel. A test holds the list to that, in both directions.
 */
export const UNSEEN: Readonly<Record<string, UnseenReason>> = {
  'a migrating huge page is waited for without a request': 'migration',
  'a migrating huge page is an error': 'migration',
  'a migrating page is faulted, not waited for': 'migration',
  'rule 3: hugetlb migration does not arrive': 'migration',
  'a broken PMD is reported as none': 'corrupt',
  'any owner’s device-private page is reported': 'device-private',
  'the owner’s device-private page is always writable': 'device-private',
  'rule 14: a device-private page comes back without an invalidation': 'device-private',
  'a retry starts at the beginning of the range': 'between walks',
  'the revision’s outOfMemoryReported is off': 'since 7.3',
  'the revision’s privatePmdsReported is off': 'device-private',
  'the revision’s exclusiveFaulted is off': 'device-exclusive',
  'the revision’s foreignPrivateFaulted is off': 'device-private',
  'a gap is one piece': 'before 6.0',
};
