// SPDX-License-Identifier: GPL-2.0-or-later
import type { Scenario } from '../../scenario/scenario';

/** Entries that the walks of a call are shown as others. Both take and give an entry's high word. */
export interface Disguise {
  /** What a walk is shown for an entry, in a call for a range of this owner. */
  show(high: number, owner: number): number;
  /** What really stands there; an entry that is not shown as another one is itself. */
  restore(high: number): number;
}

/** What a side is given, besides the scenario, to do what a side beyond a change does. */
export interface Given {
  /** The scenario that it runs instead. */
  readonly rewritten?: (scenario: Scenario) => Scenario;
  /** What its walks are shown; page faults meet the entries as they are. */
  readonly disguise?: Disguise;
  /** How its walks are called for what lies between VMAs: once, or once a table. */
  readonly gaps?: 'whole' | 'by table';
}

/**
 * A change between two sides, put as premises: given `older`, the side before the change has to do
 * all that the side with it does, page by page; and the reverse for `newer`. So all that a change
 * explains is what these two experiments show, and nothing else.
 */
export interface Premise {
  /** Whether it can make a difference on a scenario. Cheap; it may say so too often, never too seldom. */
  applies(scenario: Scenario): boolean;
  readonly older: Given;
  readonly newer: Given;
}
