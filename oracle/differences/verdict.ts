// SPDX-License-Identifier: GPL-2.0-or-later
import { compare, overflowOf, type Pair } from '../compare/compare';
import { lazy } from '../package/lazy';
import type { Difference } from './difference';
import type { Verdict } from './findings';

export type { Finding, Verdict } from './findings';

/** Sides agree on most scenarios, and then no known difference is looked at. */
const findings = lazy((): typeof import('./findings') => require('./findings'));

const EQUAL: Verdict = { kind: 'equal' };

/**
 * Compares two sides that ran a scenario, and explains what differs by the known differences.
 *
 * @param known the differences that are looked for, in their order; all that there are if not given.
 */
export function judge(pair: Pair, known?: readonly Difference[]): Verdict {
  const why = overflowOf(pair);
  if (why !== undefined) return { kind: 'incomparable', why };
  const disagreements = compare(pair);
  if (disagreements.length === 0) return EQUAL;
  return findings().explainDisagreements(pair, disagreements, known);
}
