// SPDX-License-Identifier: GPL-2.0-or-later
import type { Scenario } from '../../scenario/scenario';

/** Shows entries to the walks of a call as other ones. Both functions map the high word of an entry. */
export interface Disguise {
  /** What a walk is shown for an entry, in a call for a range of this owner. */
  show(high: number, owner: number): number;
  /** The real entry; an entry that is not disguised stays as it is. */
  restore(high: number): number;
}

/** The two words of an entry. */
export interface EntryWords {
  readonly low: number;
  readonly high: number;
}

/** A PMD that is no table, as a callback is given it. */
export interface PmdPiece extends EntryWords {
  /** The owner that the call is made for. */
  readonly owner: number;
  /** How many pages of the slot lie before the piece. */
  readonly skipped: number;
  /** Whether a page fault is asked of some page of the piece. */
  readonly asked: boolean;
}

/** Shows a callback another PMD, by the piece that it is given; page faults see the real entry. */
export interface PmdDisguise {
  /** What is shown; undefined: the entry as it is. */
  show(pmd: PmdPiece): EntryWords | undefined;
  /** The real high word; one that is not disguised stays as it is. */
  restore(high: number): number;
}

/** What a side is given, besides the scenario, to behave like a side across a change. */
export interface Given {
  /** The scenario that it runs instead. */
  readonly rewritten?: (scenario: Scenario) => Scenario;
  /** What its walks are shown; page faults see the real entries. */
  readonly disguise?: Disguise;
  /** What its callbacks for PMDs are shown. */
  readonly pmds?: PmdDisguise;
  /** How its walks handle what lies between VMAs: at once, or table by table. */
  readonly gaps?: 'whole' | 'by table';
}

/**
 * A change between two sides, expressed as premises: given `older`, the side before the change must do
 * exactly what the side after it does, page by page; and the reverse for `newer`. So a change explains
 * exactly what these two experiments confirm, and nothing else.
 */
export interface Premise {
  /** Whether it can make a difference on a scenario. Cheap; false positives are allowed, false negatives not. */
  applies(scenario: Scenario): boolean;
  readonly older: Given;
  readonly newer: Given;
}
