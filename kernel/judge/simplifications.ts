// SPDX-License-Identifier: GPL-2.0-or-later
import type { Simplification } from './simplification';
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

/** Every known simplification, in the order in which they are tried. */
export const SIMPLIFICATIONS: readonly Simplification[] = [
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
