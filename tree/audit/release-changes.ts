// SPDX-License-Identifier: GPL-2.0-or-later
import { EFAULT, ENOMEM } from '../../mm/errno';
import { compare, type Disagreement } from '../../oracle/compare/compare';
import type { ResultSide } from '../../oracle/external/result-side';
import type { Side } from '../../oracle/run/side';
import type { Scenario } from '../../oracle/scenario/scenario';

/** Two results that are compared: a model's, or that of older sources, on the left. */
export interface ResultsPair {
  readonly scenario: Scenario;
  readonly left: Side;
  readonly right: ResultSide;
}

/** A change of a release that no model has yet, and that is known to be meant. */
export interface ReleaseChange {
  readonly id: string;
  readonly title: string;
  /** The first release of the mainline kernel that has it. */
  readonly since: string;
  /** What it means for drivers. */
  readonly driver: string;
  /** Whether it is all that the two results differ in. */
  explains(pair: ResultsPair, disagreements: readonly Disagreement[]): boolean;
}

/** Changes that are known of releases without a model, each as tight as it can be. */
export const RELEASE_CHANGES: readonly ReleaseChange[] = [
  {
    id: 'release.fault-errno',
    title: 'a page fault that runs out of memory is -ENOMEM instead of -EFAULT',
    since: '7.3',
    driver: 'A driver that retries or reports by the errno sees another one; nothing else changes.',
    explains: ({ scenario, left, right }, disagreements) =>
      disagreements.every(({ aspect }) => aspect === 'ret') &&
      left.record.ret === EFAULT &&
      right.record.ret === ENOMEM &&
      [...scenario.mm.faultErrors.values()].includes('oom'),
  },
];

/** The change that explains all in which two results differ; undefined if there is none. */
export function knownReleaseChange(
  pair: ResultsPair,
  disagreements: readonly Disagreement[] = compare(pair),
): ReleaseChange | undefined {
  return RELEASE_CHANGES.find((change) => change.explains(pair, disagreements));
}
