// SPDX-License-Identifier: GPL-2.0-or-later
import { arrayInit } from './array-init';
import { arrayType } from './array-type';
import { checkRemoved } from './check-removed';
import { checkUnlocked } from './check-unlocked';
import { countExpected } from './count-expected';
import { entryShifted } from './entry-shifted';
import { errorIgnored } from './error-ignored';
import { flagInsideOrder } from './flag-inside-order';
import { flagOutsideMask } from './flag-outside-mask';
import { formatTable } from './format-table';
import { lockHeldTwice } from './lock-held-twice';
import { loopUnbounded } from './loop-unbounded';
import { mmUnheld } from './mm-unheld';
import { mmapUnlocked } from './mmap-unlocked';
import { orderUnclipped } from './order-unclipped';
import { outputFlagRequested } from './output-flag-requested';
import { ownerDiffers } from './owner-differs';
import { pageWithoutValid } from './page-without-valid';
import { policyOnce } from './policy-once';
import { rangeUninitialised } from './range-uninitialised';
import { removedInterface } from './removed-interface';
import { requestChanged } from './request-changed';
import { resultIgnored } from './result-ignored';
import { retryStaleRequests } from './retry-stale-requests';
import type { Rule } from './rule';
import { sequenceAnswer } from './sequence-answer';
import { sequencePerPiece } from './sequence-per-piece';
import { sequenceRaised } from './sequence-raised';
import { sequenceStale } from './sequence-stale';
import { sequenceUnchecked } from './sequence-unchecked';
import { sequenceUnread } from './sequence-unread';
import { stackArray } from './stack-array';
import { stickyBits } from './sticky-bits';
import { timeoutAbsolute } from './timeout-absolute';
import { useUnlocked } from './use-unlocked';
import { writeUnproved } from './write-unproved';
import { writeUnrequested } from './write-unrequested';
import { writeWithoutFault } from './write-without-fault';

/** Every rule, in the order of the documentation. */
export const RULES: readonly Rule[] = [
  removedInterface,
  arrayType,
  entryShifted,
  formatTable,
  flagInsideOrder,
  flagOutsideMask,
  countExpected,
  requestChanged,
  writeWithoutFault,
  outputFlagRequested,
  rangeUninitialised,
  arrayInit,
  stickyBits,
  pageWithoutValid,
  writeUnproved,
  writeUnrequested,
  orderUnclipped,
  ownerDiffers,
  errorIgnored,
  resultIgnored,
  retryStaleRequests,
  policyOnce,
  sequenceUnread,
  sequenceUnchecked,
  sequenceAnswer,
  sequenceStale,
  sequencePerPiece,
  sequenceRaised,
  checkUnlocked,
  useUnlocked,
  loopUnbounded,
  timeoutAbsolute,
  mmapUnlocked,
  mmUnheld,
  lockHeldTwice,
  checkRemoved,
  stackArray,
];
