// SPDX-License-Identifier: GPL-2.0-or-later
import type { Vma } from '../../../mm/image';
import { PUD_SIZE, slotEnd } from '../../../mm/units';
import type { Scenario } from '../../scenario/scenario';
import { revisionDifference } from './difference';

export const gapIsOneHole = revisionDifference({
  id: 'gap-is-one-hole',
  title: 'a gap between VMAs is one hole per page table up to 5.19, and a single hole since 6.0',
  change: 'gapIsOneHole',
  seen: {
    with: 'a gap between VMAs is one hole',
    without: 'a gap between VMAs is a hole for each table',
  },
  changed:
    'what lies between two VMAs, clipped to the range, is one hole whatever tables there are; so it is all ERROR, or fails at its start',
  before:
    'handles 1 GiB, or 512 GiB without tables, at a time: ERROR up to the piece that has a request',
  since: 'handles the whole gap at once: none of it is filled if any page of it is requested',
  why:
    'Outside VMAs the walk used to descend the page table as far as the PUD. It raced with threads ' +
    'that free tables there, so it now calls the callback for holes once and reads no table.',
  driver:
    'None on a driver that reads the array only after success. After -EFAULT the array holds input ' +
    'from the start of the gap on, instead of from the piece of it that failed.',
  premise: { applies: hasLargeGap, older: { gaps: 'whole' }, newer: { gaps: 'by table' } },
});

/** Whether some gap of the range is more than one piece when tables are read. */
function hasLargeGap({ mm, range }: Scenario): boolean {
  const lists = [mm.vmas, ...mm.events.flatMap(({ vmas }) => (vmas === undefined ? [] : [vmas]))];
  return lists.some((vmas) => hasLargeGapIn(vmas, range));
}

function hasLargeGapIn(vmas: readonly Vma[], range: Scenario['range']): boolean {
  let at = range.start;
  for (const { start, end } of vmas) {
    if (end <= at) continue;
    if (start >= range.end) break;
    if (slotEnd(at, PUD_SIZE, start) < start) return true;
    at = end;
  }
  return slotEnd(at, PUD_SIZE, range.end) < range.end;
}
