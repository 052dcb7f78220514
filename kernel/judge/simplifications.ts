// SPDX-License-Identifier: GPL-2.0-or-later
import type { LiveSimplification } from './simplification';
import {
  liveDevicePageMapped,
  liveFailedFaultLeavesTables,
  liveHugePageMapped,
  liveSharedMappedWritable,
  liveSwappedInWritable,
  liveSwappedPageCopied,
} from './simplify-absent';
import {
  liveExclusiveWritableAgain,
  liveFrameReused,
  liveHintingFault,
  liveHugePageSplit,
  liveHugetlbStaysProtnone,
  liveHugeZeroPageReplaced,
  liveWriteProtected,
} from './simplify-present';

/** What a kernel does at every known simplification, in the order in which they are tried. */
export const LIVE_SIMPLIFICATIONS: readonly LiveSimplification[] = [
  liveFailedFaultLeavesTables,
  liveWriteProtected,
  liveHugetlbStaysProtnone,
  liveHintingFault,
  liveHugePageSplit,
  liveHugeZeroPageReplaced,
  liveHugePageMapped,
  liveDevicePageMapped,
  liveSharedMappedWritable,
  liveSwappedInWritable,
  liveSwappedPageCopied,
  liveFrameReused,
  liveExclusiveWritableAgain,
];
