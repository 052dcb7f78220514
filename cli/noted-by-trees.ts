// SPDX-License-Identifier: GPL-2.0-or-later
import type { Scenario } from '../oracle/scenario/scenario';
import type { RunVerdict } from '../oracle/verdict/verdict';
import type { TreeNote } from '../tree/side/noted';

/** What the trees of a run noted beside their results. */
export interface NotedByTrees {
  /** Everything up to now. */
  list(): readonly TreeNote[];
  /** Adds what a scenario with a change within a walk shows on each tree, and returns it; nothing for any other. */
  watch(scenario: Scenario): readonly TreeNote[];
  /** The verdict of a run with that: news is a finding. */
  judge(verdict: RunVerdict): RunVerdict;
}
