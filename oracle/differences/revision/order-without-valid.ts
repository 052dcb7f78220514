// SPDX-License-Identifier: GPL-2.0-or-later
import { StateKind } from '../../../mm/page-states';
import { originName } from '../../compare/origin';
import { acrossChange, type Difference } from '../difference';

const BEFORE = 'reports 0, "none", where the pfn bits of an entry without access are 0';
const SINCE = 'reports an order without VALID: no word of such a page is 0';

/** The one difference that the order makes to a page's state. */
export const orderWithoutValid: Difference = {
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
  explains({ left, right, scenario }, disagreement) {
    if (disagreement.aspect !== 'page') return false;
    const { page } = disagreement;
    const origin = right.record.origins[page] ?? 0;
    return (
      left.record.origins[page] === origin &&
      originName(origin, scenario.range.owner).startsWith('hugetlb-') &&
      left.states.kinds[page] === StateKind.none &&
      right.states.kinds[page] === StateKind.stray &&
      right.states.pfn(page) === 0
    );
  },
};
