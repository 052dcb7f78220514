// SPDX-License-Identifier: GPL-2.0-or-later

/** The status of one contract violation of docs/contract.md on the kernels that run here. */
export interface LiveStanding {
  /** The reproducer that shows it, of `kernel/reproducers/`. */
  readonly reproducer?: string;
  /** It takes memory of a device, which not every kernel that runs here has. */
  readonly device?: true;
  /** Why no live run shows it; undefined if one does. */
  readonly why?: string;
  /** The kernels that can show it; the releases of the others do otherwise. */
  readonly only?: readonly string[];
  /** What only two calls together show. */
  readonly pair?: readonly [case_: string, other: string];
}

const OLD_FORMAT = 'only the customizable format has it; no kernel that runs here has that format';
const UNKNOWN = 'no release that meets such an entry breaks it, and no older one makes one';
const FAULTED_ANYWAY =
  'it takes a second call that says otherwise, or page faults that are repeated on what the call found';
const MIGRATION = 'a migrating page exists only for an instant; nothing holds it in that state';
const SINCE_FIXED = 'fixed in 5.19; older kernels do not run here';

const LARGE_MEMORY =
  'it takes a kernel of 32 bits with memory from 64 GiB up: 6.1, the only one that runs here, has its order there';
const REPLAY =
  'found by repeating page faults on the entries that the call found, which no live run does';

/** By the id of the violation; one that is not here is confirmed by a case. */
export const STANDINGS: Readonly<Record<string, LiveStanding>> = {
  'requested-is-there.hugetlb-first-page-only': { reproducer: 'hugetlb-first-page-only' },
  'requested-is-there.own-device-private-read-only': { device: true },
  'invalid-says-nothing.pte-protnone': { reproducer: 'hinting-page' },
  'invalid-says-nothing.pmd-protnone': { reproducer: 'hinting-huge-page' },
  'invalid-says-nothing.hugetlb-none': { reproducer: 'hugetlb-empty-slot' },
  'invalid-says-nothing.hugetlb-hwpoison': { reproducer: 'hugetlb-poison-bits' },
  'invalid-says-nothing.hugetlb-migration': { why: MIGRATION },
  'reporting-changes-nothing.whole-hole': { reproducer: 'hole-takes-all' },
  'read-stays-read.whole-hole': { reproducer: 'hole-takes-all' },
  'own-pages-stay.rest-of-table': { device: true },
  'fails-for-who-asked.whole-hole': { reproducer: 'past-end-neighbour' },
  'fails-for-who-asked.hugetlb-first-page': {
    why: 'a hugetlb fault fails as a whole, so at its first page, which was requested',
  },
  'ebusy-for-who-asked.rest-of-table': { why: REPLAY },
  'failure-changes-nothing.earlier-piece': { why: REPLAY },
  'failure-changes-nothing.same-piece': { why: REPLAY },
  'faultable.hwpoison': {
    reproducer: 'poison-is-none',
    pair: ['anon_hwpoison.snapshot', 'anon_hwpoison.read'],
  },
  'faultable.other-device-private': { why: SINCE_FIXED },
  'faultable.hugetlb-hwpoison': {
    why: 'since 5.9 the word of every hugetlb page contains the order, so none of them reads as none',
  },
  'pfn-is-mapped.own-private-pmd': { device: true },
  'pfn-is-mapped.runs-into-order': { why: LARGE_MEMORY },
  'order-is-mapped.pfn-runs-into': { why: LARGE_MEMORY },
  'error-is-final.other-private-pmd': { device: true },
  'mapped-is-valid.own-private-pmd': { why: UNKNOWN },
  'efault-is-final.private-pmd': { why: UNKNOWN },
  'efault-is-final.device-exclusive': { why: UNKNOWN },
  'faultable.device-exclusive': { why: UNKNOWN },
  'efault-is-final.devmap-pte': { why: 'fixed in 5.15; and it needs a memory device (DAX)' },
  'mapped-is-valid.devmap-pte': { why: 'fixed in 5.15; and it needs a memory device (DAX)' },
  'efault-is-final.uffd-wp-marker': { why: UNKNOWN },
  'faultable.uffd-wp-marker': { why: UNKNOWN },
  'fault-can-help.other-marker': { only: ['6.12'] },
  'faultable.poison-marker': { why: FAULTED_ANYWAY },
  'faultable.guard-marker': { why: FAULTED_ANYWAY },
  'faulted-once.uffd-wp-marker': { why: FAULTED_ANYWAY },
  'order-of-neighbours.rest-of-table': {
    reproducer: 'order-of-neighbours',
    pair: ['anon_empty_table.first_read', 'anon_empty_table.middle_read'],
  },
  'valid-is-accessible.pte-protnone': { why: OLD_FORMAT },
  'valid-is-accessible.pmd-protnone': { why: OLD_FORMAT },
  'valid-is-accessible.hugetlb-protnone': { why: OLD_FORMAT },
  'valid-is-accessible.hugetlb-none': { why: OLD_FORMAT },
  'valid-is-accessible.hugetlb-migration': { why: OLD_FORMAT },
  'valid-is-accessible.hugetlb-hwpoison': { why: OLD_FORMAT },
  'count-covers.hole': { why: OLD_FORMAT },
  'count-covers.gap': { why: OLD_FORMAT },
  'count-covers.unmapped-pmd': { why: OLD_FORMAT },
  'restart-keeps-requests.output-asks-less': { only: ['7.3'] },
  'restart-keeps-requests.output-asks-again': { only: ['7.3'] },
  'faulted-once.migration': { why: MIGRATION },
  'efault-is-final.other-device-private': { why: SINCE_FIXED },
};
