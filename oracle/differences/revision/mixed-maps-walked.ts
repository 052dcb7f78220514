// SPDX-License-Identifier: GPL-2.0-or-later
import type { Vma } from '../../../mm/image';
import type { Scenario } from '../../scenario/scenario';
import { revisionDifference } from './difference';

export const mixedMapsWalked = revisionDifference({
  id: 'mixed-map-walked',
  title: 'a VMA with mixedmap is refused up to 5.16, and walked since 5.17',
  change: 'mixedMapsWalked',
  seen: { with: 'VMAs with mixedmap are walked', without: 'VMAs with mixedmap are errors' },
  changed:
    '`test_walk` no longer refuses a VMA with mixedmap; its special entries are still ERROR or `-EFAULT`',
  before: 'reports ERROR for every page of the VMA, and fails with -EFAULT if one is requested',
  since: 'walks the VMA like any other; only its special pages are ERROR or -EFAULT',
  why:
    'A mixed map may contain pages with and without a struct page. Refusing the whole VMA was ' +
    'stricter than get_user_pages(), so the VMA check was dropped, and each entry is checked alone.',
  driver:
    'Memory of other drivers that consists of ordinary pages can be mirrored: a call that always ' +
    'failed now succeeds. A driver that relied on the refusal gets pages that it never saw before.',
  premise: {
    applies: ({ mm }) =>
      mm.vmas.some(isRefusedForMixedMap) ||
      mm.events.some(({ vmas = [] }) => vmas.some(isRefusedForMixedMap)),
    older: { rewritten: withMixedMaps((vma) => ({ ...vma, mixedmap: false })) },
    newer: { rewritten: withMixedMaps((vma) => ({ ...vma, io: true })) },
  },
});

/** Whether `mixedmap` is the only reason to refuse a VMA. */
function isRefusedForMixedMap({ mixedmap, read, io, pfnmap }: Vma): boolean {
  return mixedmap && read && !io && !pfnmap;
}

/** The scenario with the VMAs replaced that are refused only because of `mixedmap`. */
function withMixedMaps(change: (vma: Vma) => Vma) {
  return (scenario: Scenario): Scenario => {
    const { mm } = scenario;
    const changed = (vmas: readonly Vma[]): readonly Vma[] =>
      vmas.map((vma) => (isRefusedForMixedMap(vma) ? change(vma) : vma));
    const events = mm.events.map((event) =>
      event.vmas === undefined ? event : { ...event, vmas: changed(event.vmas) },
    );
    return { ...scenario, mm: { ...mm, vmas: changed(mm.vmas), events } };
  };
}
