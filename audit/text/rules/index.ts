// SPDX-License-Identifier: GPL-2.0-or-later
import { arrayInit } from './array-init';
import { arrayType } from './array-type';
import { countExpected } from './count-expected';
import { entryShifted } from './entry-shifted';
import { errorIgnored } from './error-ignored';
import { flagInsideOrder } from './flag-inside-order';
import { outputFlagRequested } from './output-flag-requested';
import { pageWithoutValid } from './page-without-valid';
import { policyOnce } from './policy-once';
import { removedInterface } from './removed-interface';
import { requestChanged } from './request-changed';
import { retryStaleRequests } from './retry-stale-requests';
import type { Rule } from './rule';
import { sequenceUnchecked } from './sequence-unchecked';
import { stackArray } from './stack-array';
import { writeWithoutFault } from './write-without-fault';

/** Every rule, in the order of the documentation. */
export const RULES: readonly Rule[] = [
  removedInterface,
  arrayType,
  entryShifted,
  flagInsideOrder,
  countExpected,
  requestChanged,
  writeWithoutFault,
  outputFlagRequested,
  arrayInit,
  pageWithoutValid,
  errorIgnored,
  retryStaleRequests,
  policyOnce,
  sequenceUnchecked,
  stackArray,
];
