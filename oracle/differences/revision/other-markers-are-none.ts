// SPDX-License-Identifier: GPL-2.0-or-later
import { Kind } from '../../../mm/entry';
import { hasChange } from '../../run/side-names';
import { revisionDifference } from './difference';
import { hasMarker, markersShownAs, OTHER_MARKERS } from './marker-disguise';

export const otherMarkersAreNone = revisionDifference({
  id: 'other-marker-is-none',
  title:
    'a poison or guard marker is -EFAULT at once up to 5.18, and faulted in vain from 5.19 to 6.18',
  change: 'otherMarkersAreNone',
  newer: true,
  seen: {
    with: 'markers of poison and of guard pages count as none, or did once',
    without: 'markers of poison and of guard pages make a request fail without a page fault',
  },
  changed:
    "a PTE marker of another kind (poison, guard) counts as none, too: if asked for, it is faulted to the end of the PMD's piece, and that fault fails",
  before: 'fails with -EFAULT if the page is requested',
  since: 'up to 6.18 faults it, as an empty slot; that fault fails',
  why:
    'Until 6.18 the walk asks no more than whether an entry is a marker. The page fault then knows better: ' +
    'the data are lost, or the page is a guard.',
  driver: 'None: the call fails with -EFAULT either way, after page faults for nothing.',
  between: (left, right) =>
    !hasChange(left, 'otherMarkersAreNone') &&
    hasChange(right, 'otherMarkersAreNone') &&
    !hasChange(right, 'otherMarkersRefused'),
  premise: {
    applies: ({ mm }) => hasMarker(mm, OTHER_MARKERS),
    older: { disguise: markersShownAs(Kind.pteSwap, OTHER_MARKERS) },
    newer: { disguise: markersShownAs(Kind.pteHwpoison, OTHER_MARKERS) },
  },
});
