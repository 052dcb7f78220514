// SPDX-License-Identifier: GPL-2.0-or-later
import { findVma } from '../../../mm/image';
import { type Address, advance, PAGE_SIZE, type PageNumber } from '../../../mm/units';
import { originName } from '../../compare/origin';
import { isModern, type SideName, wordLayoutOf } from '../../run/side-names';
import type { Scenario } from '../../scenario/scenario';
import {
  acrossChange,
  type ChangeDifference,
  doesAcross,
  type ReadingDifference,
} from '../difference';

const BEFORE = 'reports 0, "none", where the pfn bits of an entry without access are 0';
const SINCE = 'reports an order without VALID: the word of such a page is never 0';

/** The only difference that the order makes to the state of a page. */
export const orderWithoutValid: ReadingDifference & ChangeDifference = {
  id: 'hugetlb-order-without-valid',
  title: 'the first page of an empty hugetlb slot is none up to 5.8, and a bare order since 5.9',
  seen: { with: 'words tell the order of the mapping', without: 'words tell no order' },
  changed:
    "bits 56–60 hold the order of the CPU's mapping; the pfn is what is below bit 56. PMD and PUD mappings have 9 and 18 where they have access flags, so none on a protnone PMD. Hugetlb slots have theirs **always**, even a none slot, which maps nothing: no word of a hugetlb page is 0 any more. PTEs have 0, whatever page they belong to",
  does: doesAcross('mapOrder', BEFORE, SINCE),
  why:
    'The order of a hugetlb mapping is put into the word whatever the entry is; that of a PMD or PUD ' +
    'only together with the access flags. In an empty slot the pfn of the first page is 0, so its ' +
    'word used to be 0.',
  driver:
    'None on a driver that tests VALID. One that compares the word with 0 mistakes the first page of ' +
    'each untouched huge page for a present page, as it already did for the others of the slot.',
  between: acrossChange('mapOrder'),
  explains({ pair: { left, right, scenario }, disagreement }) {
    if (disagreement.aspect !== 'page') return false;
    const { page } = disagreement;
    const origin = right.record.origins[page] ?? 0;
    return (
      left.record.origins[page] === origin &&
      WITHOUT_ACCESS.includes(originName(origin, scenario.range.owner)) &&
      left.word(page) === 0n &&
      right.word(page) === bareOrder(right.name, scenario, page)
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
function bareOrder(side: SideName, { mm, range }: Scenario, page: PageNumber): bigint | undefined {
  const shift = isModern(side) ? wordLayoutOf(side).orderShift : undefined;
  const at: Address = advance(range.start, page * PAGE_SIZE);
  if (shift === undefined) return undefined;
  for (const vmas of [mm.vmas, ...mm.events.map((event) => event.vmas ?? [])]) {
    const backing = vmas[findVma(vmas, at)]?.backing;
    if (backing?.kind !== 'hugetlb') continue;
    return BigInt(Math.log2(backing.size / PAGE_SIZE)) << BigInt(shift);
  }
  return undefined;
}
