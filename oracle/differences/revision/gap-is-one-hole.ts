// SPDX-License-Identifier: GPL-2.0-or-later
import { PUD_SIZE, slotEnd } from '../../../mm/units';
import type { Scenario } from '../../scenario/scenario';
import { revisionDifference } from './difference';

export const gapIsOneHole = revisionDifference({
  id: 'gap-is-one-hole',
  title: 'a gap between VMAs is a hole a table up to 5.19, and one hole since 6.0',
  change: 'gapIsOneHole',
  before:
    'takes 1 GiB, or 512 GiB without tables, at a time: ERROR up to the piece that is asked for',
  since: 'takes the whole gap at once: nothing of it is filled if any page of it is asked for',
  why:
    'Outside VMAs the walk went down the page table as far as the PUD. It raced with threads that ' +
    'free tables there, so it now calls the callback for holes once and looks at no table.',
  driver:
    'None that reads the array after a success only. After -EFAULT the array holds input from the ' +
    'gap’s start on, not from the piece of it that failed.',
  premise: { applies: hasLargeGap, older: { gaps: 'whole' }, newer: { gaps: 'by table' } },
});

/** Whether some gap of the range is more than one piece where tables are looked at. */
function hasLargeGap({ mm, range }: Scenario): boolean {
  let at = range.start;
  for (const { start, end } of mm.vmas) {
    if (end <= at) continue;
    if (start >= range.end) break;
    if (start > at && slotEnd(at, PUD_SIZE, start) < start) return true;
    at = end;
  }
  return at < range.end && slotEnd(at, PUD_SIZE, range.end) < range.end;
}
