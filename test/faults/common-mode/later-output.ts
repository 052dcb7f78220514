// SPDX-License-Identifier: GPL-2.0-or-later
import { type CommonFault, common } from './common-fault';

/** What a later kernel puts out, found wrong on it alone: what the customizable format says so is no excuse. */
export const LATER_OUTPUT_FAULTS: readonly CommonFault[] = [
  common('order-is-mapped', 'a PUD devmap has the order of a PMD', {
    file: 'modern/walk-operations.ts',
    within: 'huge',
    right: 'orderFlags($pages)',
    wrong: 'orderFlags(PMD_PAGES)',
  }),
  common('order-is-mapped', 'a present hugetlb page has no order', {
    file: 'modern/walk-operations.ts',
    within: 'hugetlbEntry',
    right: 'this.revision.mapOrder ? orderFlags($pages) : 0',
    wrong:
      'this.revision.mapOrder && kindOf(this.space.table.high($2)) !== Kind.hugetlbPresent ? orderFlags($pages) : 0',
  }),
  common('order-is-mapped', 'a PTE has the order of its table', {
    file: 'modern/walk-operations.ts',
    within: 'presentPte',
    right: 'this.output.putEntry($page, $low, $entry, $flags)',
    wrong:
      'this.output.putEntry($page, $low, $entry, $flags | (this.revision.mapOrder ? orderFlags(512) : 0))',
  }),
  common('valid-is-accessible', 'a NUMA-hinting page is valid without a request', {
    file: 'modern/walk-operations.ts',
    within: 'presentPte',
    right: 'this.output.putEntry($page, $low, $entry, $flags)',
    wrong: 'this.output.putEntry($page, $low, $entry, $flags | VALID)',
  }),
  common('valid-is-accessible', 'a NUMA-hinting huge page is valid without a request', {
    file: 'modern/walk-operations.ts',
    within: 'huge',
    right: 'this.output.putMapping($slot, $first, $stop, $pages, $flags | $order, $entry)',
    wrong: 'this.output.putMapping($slot, $first, $stop, $pages, VALID | $flags | $order, $entry)',
  }),
  common('valid-is-accessible', 'an empty hugetlb slot is valid', {
    file: 'modern/walk-operations.ts',
    within: 'hugetlbEntry',
    right: 'this.output.putMapping($slot, $first, $stop, $pages, $all, $origin)',
    wrong: 'this.output.putMapping($slot, $first, $stop, $pages, VALID | $all, $origin)',
  }),
  common('faultable', 'another owner’s page can never be faulted', {
    file: 'modern/walk-operations.ts',
    within: 'pte',
    right: 'this.revision.foreignPrivateFaulted',
    wrong: 'this.last < 0',
  }),
];
