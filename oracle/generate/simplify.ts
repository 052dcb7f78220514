// SPDX-License-Identifier: GPL-2.0-or-later
import type { Scenario } from '../scenario/scenario';
import { simplerThan } from './complexity';
import type { ShrinkStep } from './edit';
import { keepsRules } from './rules';
import { simplerChanges, simplerNoProgress } from './simplify-changes';
import { fewerEntries, simplerEntries, simplerOwners } from './simplify-entries';
import { simplerEvents, simplerFaultErrors, simplerReadEvents } from './simplify-interference';
import { simplerFormat, simplerFrames } from './simplify-numbers';
import { movedRange, translated } from './simplify-place';
import { narrowerRange } from './simplify-range';
import { simplerRequest } from './simplify-request';
import { simplerCall } from './simplify-unlocked';
import { fewerVmas, simplerVmas } from './simplify-vmas';

/** In the order in which they are tried: what takes away most comes first. */
const SIMPLIFICATIONS: readonly ShrinkStep[] = [
  simplerCall,
  simplerEvents,
  simplerReadEvents,
  simplerFaultErrors,
  simplerChanges,
  simplerNoProgress,
  narrowerRange,
  fewerEntries,
  fewerVmas,
  simplerEntries,
  simplerVmas,
  simplerRequest,
  simplerFormat,
  simplerOwners,
  simplerFrames,
  movedRange,
  translated,
];

/**
 * Scenarios that are like the given one, but simpler: each keeps the rules of documents, and is of
 * less complexity, so that no chain of them is endless. They are made one at a time, as asked for.
 * Their order depends on nothing but the scenario: the n-th candidate can be found again.
 */
export function* simpler(scenario: Scenario): Generator<Scenario, void, undefined> {
  const isSimpler = simplerThan(scenario);
  for (const simplification of SIMPLIFICATIONS) {
    for (const candidate of simplification(scenario)) {
      if (isSimpler(candidate) && keepsRules(candidate)) yield candidate;
    }
  }
}
