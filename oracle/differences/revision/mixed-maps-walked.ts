// SPDX-License-Identifier: GPL-2.0-or-later
import { Kind, kindOf } from '../../../mm/entry';
import { address, PAGE_SIZE } from '../../../mm/units';
import { findVma } from '../../../mm/vma';
import type { Pair } from '../../compare/compare';
import { revisionDifference } from './difference';

export const mixedMapsWalked = revisionDifference({
  id: 'mixed-map-walked',
  title: 'a VMA with mixedmap is refused up to 5.16, and walked since 5.17',
  change: 'mixedMapsWalked',
  before: 'reports ERROR for every page of the VMA, and fails with -EFAULT if one is asked for',
  since: 'walks the VMA as any other; only its special pages are ERROR or -EFAULT',
  why:
    'A mixed map may hold pages with and without a struct page. Refusing the whole VMA was stricter ' +
    'than get_user_pages(), so the check of the VMA was dropped, and each entry is judged alone.',
  driver:
    'Memory of other drivers that is made of ordinary pages can be mirrored: a call that failed for ' +
    'good succeeds. A driver that relied on the refusal gets pages that it never saw before.',
  parts: ({ page, left, right }, pair) =>
    kindOf(left.origin) === Kind.skippedVma &&
    kindOf(right.origin) !== Kind.skippedVma &&
    liesInMixedMap(pair, page),
});

/** Whether nothing but `mixedmap` speaks against the VMA of a page. */
function liesInMixedMap({ scenario }: Pair, page: number): boolean {
  const { vmas } = scenario.mm;
  const at = address(scenario.range.start + page * PAGE_SIZE);
  const vma = vmas[findVma(vmas, at)];
  return vma !== undefined && vma.start <= at && vma.mixedmap && vma.read && !vma.io && !vma.pfnmap;
}
