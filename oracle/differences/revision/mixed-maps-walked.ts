// SPDX-License-Identifier: GPL-2.0-or-later
import type { Vma } from '../../../mm/vma';
import type { Scenario } from '../../scenario/scenario';
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
  premise: {
    applies: ({ mm }) => mm.vmas.some(isRefusedForMixedMap),
    older: { rewritten: withMixedMaps((vma) => ({ ...vma, mixedmap: false })) },
    newer: { rewritten: withMixedMaps((vma) => ({ ...vma, io: true })) },
  },
});

/** Whether nothing but `mixedmap` speaks against a VMA. */
function isRefusedForMixedMap({ mixedmap, read, io, pfnmap }: Vma): boolean {
  return mixedmap && read && !io && !pfnmap;
}

/** The scenario with other VMAs for those that only `mixedmap` speaks against. */
function withMixedMaps(change: (vma: Vma) => Vma) {
  return (scenario: Scenario): Scenario => {
    const { mm } = scenario;
    const vmas = mm.vmas.map((vma) => (isRefusedForMixedMap(vma) ? change(vma) : vma));
    return { ...scenario, mm: { ...mm, vmas } };
  };
}
