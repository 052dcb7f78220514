// SPDX-License-Identifier: GPL-2.0-or-later
import type { Clause, Violation } from './clause';
import { countCovers } from './clauses/count-covers';
import { failsForWhoAsked } from './clauses/fails-for-who-asked';
import { faultable } from './clauses/faultable';
import { invalidSaysNothing } from './clauses/invalid-says-nothing';
import { maskHides } from './clauses/mask-hides';
import { orderOfNeighbours } from './clauses/order-of-neighbours';
import { ownPagesStay } from './clauses/own-pages-stay';
import { requestedIsThere } from './clauses/requested-is-there';
import { stopDivides } from './clauses/stop-divides';
import { readStaysRead, reportingChangesNothing } from './clauses/unasked';
import { validIsAccessible } from './clauses/valid-is-accessible';

/** The contract: every promise that callers rely on. A further one is a file and a line here. */
export const CLAUSES: readonly Clause[] = [
  requestedIsThere,
  invalidSaysNothing,
  validIsAccessible,
  reportingChangesNothing,
  readStaysRead,
  ownPagesStay,
  failsForWhoAsked,
  faultable,
  orderOfNeighbours,
  maskHides,
  stopDivides,
  countCovers,
];

/** Every known way in which a promise is broken. */
export const VIOLATIONS: readonly Violation[] = CLAUSES.flatMap(({ violations }) => violations);
