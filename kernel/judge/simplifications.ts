// SPDX-License-Identifier: GPL-2.0-or-later
import type { LiveSimplification } from './simplification';
import {
  devicePageMapped,
  failedFaultLeavesTables,
  hugePageMapped,
  sharedMappedWritable,
  swappedInWritable,
  swappedPageCopied,
} from './simplify-absent';
import {
  frameReused,
  hintingFault,
  hugePageSplit,
  hugetlbStaysProtnone,
  writeProtected,
} from './simplify-present';

/** What a kernel does at every known simplification, in the order in which they are tried. */
export const LIVE_SIMPLIFICATIONS: readonly LiveSimplification[] = [
  failedFaultLeavesTables,
  writeProtected,
  hugetlbStaysProtnone,
  hintingFault,
  hugePageSplit,
  hugePageMapped,
  devicePageMapped,
  sharedMappedWritable,
  swappedInWritable,
  swappedPageCopied,
  frameReused,
];
