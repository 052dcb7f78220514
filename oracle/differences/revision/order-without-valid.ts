// SPDX-License-Identifier: GPL-2.0-or-later
import { type Address, advance, PAGE_SIZE } from '../../../mm/units';
import { findVma } from '../../../mm/vma';
import { originName } from '../../compare/origin';
import type { Scenario } from '../../scenario/scenario';
import { acrossChange, type ReadingDifference } from '../difference';

const BEFORE = 'reports 0, "none", where the pfn bits of an entry without access are 0';
const SINCE = 'reports an order without VALID: no word of such a page is 0';

/** The order field of a word that has nothing else (`HMM_PFN_ORDER_SHIFT` from 5.9 to 6.15). */
const ORDER_SHIFT = 56n;

/** The one difference that the order makes to a page's state. */
export const orderWithoutValid: ReadingDifference = {
  id: 'hugetlb-order-without-valid',
  title: 'the first page of an empty hugetlb slot is none up to 5.8, and a bare order since 5.9',
  does: { modern: BEFORE, 'modern-6.1': SINCE, 'modern-6.12': SINCE },
  why:
    'The order of a hugetlb mapping is put into the word whatever the entry is; that of a PMD or PUD ' +
    'only with the access flags. An empty slot has pfn 0 for its first page, which was the word 0.',
  driver:
    'One that tests VALID sees no change. One that compares the word with 0 takes the first page of ' +
    'each untouched huge page for a page, as it did all others of the slot before.',
  between: acrossChange('mapOrder'),
  explains({ pair: { left, right, scenario }, disagreement }) {
    if (disagreement.aspect !== 'page') return false;
    const { page } = disagreement;
    const origin = right.record.origins[page] ?? 0;
    return (
      left.record.origins[page] === origin &&
      WITHOUT_ACCESS.includes(originName(origin, scenario.range.owner)) &&
      left.word(page) === 0n &&
      right.word(page) === bareOrder(scenario, page)
    );
  },
};

/** The entries of a hugetlb slot that the CPU may not use. */
const WITHOUT_ACCESS: readonly string[] = [
  'hugetlb-none',
  'hugetlb-protnone',
  'hugetlb-migration',
  'hugetlb-hwpoison',
];

/** The word that has the order of a page's hugetlb VMA and nothing else; undefined elsewhere. */
function bareOrder({ mm, range }: Scenario, page: number): bigint | undefined {
  const at: Address = advance(range.start, page * PAGE_SIZE);
  const backing = mm.vmas[findVma(mm.vmas, at)]?.backing;
  if (backing?.kind !== 'hugetlb') return undefined;
  return BigInt(Math.log2(backing.size / PAGE_SIZE)) << ORDER_SHIFT;
}
