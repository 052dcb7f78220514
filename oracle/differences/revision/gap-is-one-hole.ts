// SPDX-License-Identifier: GPL-2.0-or-later
import { Kind, kindOf } from '../../../mm/entry';
import { Ending, type WalkEnd } from '../../../mm/range-record';
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
  parts: ({ left, right }, { left: older }) =>
    kindOf(left.origin) === Kind.gap &&
    kindOf(right.origin) === Kind.gap &&
    right.end?.ending === Ending.impossible &&
    failsLater(older.record.walkEnds().at(-1), right.end),
});

/** Whether the older side fails in the same gap, in a later piece, or in a smaller one. */
function failsLater(older: WalkEnd | undefined, newer: WalkEnd): boolean {
  return (
    older?.ending === Ending.impossible &&
    kindOf(older.origin) === Kind.gap &&
    older.start >= newer.start &&
    older.end <= newer.end
  );
}
