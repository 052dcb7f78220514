// SPDX-License-Identifier: GPL-2.0-or-later
import type { Clause, Violation } from './clause';
import { faultable } from './clauses/faultable';
import { faultedOnce } from './clauses/faulted-once';
import { faultCanHelp, faultIsNeeded, faultIsPermitted } from './clauses/faults';
import { efaultIsFinal, errorIsFinal } from './clauses/final';
import { carriedFlagsStay, orderIsMapped, pfnIsMapped } from './clauses/frames';
import { maskHides, orderOfNeighbours } from './clauses/invariance';
import {
  countCovers,
  ebusyIsStale,
  epermDeniesWrite,
  requestedIsThere,
  returnsAnAnswer,
} from './clauses/return-codes';
import {
  failureChangesNothing,
  ownPagesStay,
  readStaysRead,
  reportingChangesNothing,
} from './clauses/unchanged';
import { restartKeepsRequests, stopDivides } from './clauses/unlocked';
import { invalidSaysNothing, mappedIsValid, validIsAccessible } from './clauses/valid';
import { ebusyForWhoAsked, failsForWhoAsked, waitsForWhoAsked } from './clauses/who-asked';

/** The contract: every promise that callers rely on. A further one is a file and a line here. */
export const CLAUSES: readonly Clause[] = [
  returnsAnAnswer,
  requestedIsThere,
  invalidSaysNothing,
  validIsAccessible,
  mappedIsValid,
  pfnIsMapped,
  orderIsMapped,
  carriedFlagsStay,
  errorIsFinal,
  reportingChangesNothing,
  readStaysRead,
  ownPagesStay,
  faultIsPermitted,
  faultIsNeeded,
  faultCanHelp,
  faultedOnce,
  waitsForWhoAsked,
  failsForWhoAsked,
  efaultIsFinal,
  epermDeniesWrite,
  ebusyIsStale,
  ebusyForWhoAsked,
  failureChangesNothing,
  faultable,
  orderOfNeighbours,
  maskHides,
  stopDivides,
  countCovers,
  restartKeepsRequests,
];

/** Every known way in which a promise is broken. */
export const VIOLATIONS: readonly Violation[] = CLAUSES.flatMap(({ violations }) => violations);

/** The violations that a call of `hmm_range_fault()` can show. */
export const RANGE_FAULT_VIOLATIONS: readonly Violation[] = CLAUSES.filter(
  ({ ofUnlocked }) => ofUnlocked !== 'only',
).flatMap(({ violations }) => violations);
