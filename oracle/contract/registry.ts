// SPDX-License-Identifier: GPL-2.0-or-later
import type { Clause, Violation } from './clause';
import { carriedFlagsStay } from './clauses/carried-flags-stay';
import { countCovers } from './clauses/count-covers';
import { ebusyForWhoAsked } from './clauses/ebusy-for-who-asked';
import { ebusyIsStale } from './clauses/ebusy-is-stale';
import { efaultIsFinal } from './clauses/efault-is-final';
import { epermDeniesWrite } from './clauses/eperm-denies-write';
import { errorIsFinal } from './clauses/error-is-final';
import { failsForWhoAsked } from './clauses/fails-for-who-asked';
import { failureChangesNothing } from './clauses/failure-changes-nothing';
import { faultCanHelp } from './clauses/fault-can-help';
import { faultIsNeeded } from './clauses/fault-is-needed';
import { faultIsPermitted } from './clauses/fault-is-permitted';
import { faultable } from './clauses/faultable';
import { faultedOnce } from './clauses/faulted-once';
import { invalidSaysNothing } from './clauses/invalid-says-nothing';
import { mappedIsValid } from './clauses/mapped-is-valid';
import { maskHides } from './clauses/mask-hides';
import { orderIsMapped } from './clauses/order-is-mapped';
import { orderOfNeighbours } from './clauses/order-of-neighbours';
import { ownPagesStay } from './clauses/own-pages-stay';
import { pfnIsMapped } from './clauses/pfn-is-mapped';
import { requestedIsThere } from './clauses/requested-is-there';
import { restartKeepsRequests } from './clauses/restart-keeps-requests';
import { returnsAnAnswer } from './clauses/returns-an-answer';
import { stopDivides } from './clauses/stop-divides';
import { readStaysRead, reportingChangesNothing } from './clauses/unasked';
import { validIsAccessible } from './clauses/valid-is-accessible';
import { waitsForWhoAsked } from './clauses/waits-for-who-asked';

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
