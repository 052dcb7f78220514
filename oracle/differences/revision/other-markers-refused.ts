// SPDX-License-Identifier: GPL-2.0-or-later
import { Kind } from '../../../mm/entry';
import { hasChange } from '../../run/side-names';
import { revisionDifference } from './difference';
import { hasMarker, markersShownAs, OTHER_MARKERS } from './marker-disguise';

export const otherMarkersRefused = revisionDifference({
  id: 'other-marker-refused',
  title: 'a poison or guard marker is faulted in vain up to 6.18, and -EFAULT at once since 6.19',
  change: 'otherMarkersRefused',
  newer: true,
  seen: {
    with: 'markers of poison and of guard pages make a request fail without a page fault again',
    without: 'markers of poison and of guard pages are faulted, if they ever were',
  },
  changed:
    'only a uffd-wp marker counts as none; any other one, if asked for, is `-EFAULT` without a fault',
  before: 'from 5.19 on faults it, as an empty slot, and that fault fails',
  since: 'fails with -EFAULT if the page is requested',
  why:
    'The walk asks for the one marker that stands for an empty slot, instead of for any. What it takes no fault ' +
    'for is an error, as poison in any other form is.',
  driver:
    'None: the call fails with -EFAULT either way; now without page faults for the pages after it.',
  between: (left, right) =>
    hasChange(left, 'otherMarkersAreNone') &&
    !hasChange(left, 'otherMarkersRefused') &&
    hasChange(right, 'otherMarkersRefused'),
  premise: {
    applies: ({ mm }) => hasMarker(mm, OTHER_MARKERS),
    older: { disguise: markersShownAs(Kind.pteHwpoison, OTHER_MARKERS) },
    newer: { disguise: markersShownAs(Kind.pteSwap, OTHER_MARKERS) },
  },
});
