// SPDX-License-Identifier: GPL-2.0-or-later
import { Kind } from '../../../mm/entry';
import { revisionDifference } from './difference';
import { hasMarker, type MarkerKind, markersShownAs } from './marker-disguise';

const WP: readonly MarkerKind[] = [Kind.pteUffdWpMarker];

export const wpMarkersAreNone = revisionDifference({
  id: 'uffd-wp-marker-is-none',
  title: 'a uffd-wp marker is -EFAULT up to 5.18, and faulted since 5.19',
  change: 'wpMarkersAreNone',
  newer: true,
  seen: {
    with: 'a uffd-wp marker counts as none',
    without: 'a uffd-wp marker makes a request fail without a page fault',
  },
  changed:
    "a PTE marker of userfaultfd's write protection counts as none: if asked for, it is faulted to the end of the PMD's piece",
  before: 'fails with -EFAULT if the page is requested',
  since: 'faults it, as an empty slot',
  why:
    'Markers came with 5.19, and the range fault learnt in the same release to take them as none. To older ' +
    'ones one is a non-present entry that is neither swap nor migrating, which was an error.',
  driver:
    'A request for a page of a file that userfaultfd protects, and that is not mapped just now, succeeds as ' +
    'that for any page that is not mapped.',
  premise: {
    applies: ({ mm }) => hasMarker(mm, WP),
    older: { disguise: markersShownAs(Kind.pteSwap, WP) },
    newer: { disguise: markersShownAs(Kind.pteHwpoison, WP) },
  },
});
