// SPDX-License-Identifier: GPL-2.0-or-later

/** What races by construction come to, besides their causes. */
export interface RaceFacts {
  /** Scenarios whose entries were changed, of so many. */
  readonly scenarios: number;
  readonly of: number;
  /** Scenarios with changes within a walk that somebody gave. */
  readonly given: number;
  /** Changes of one slot to one entry; and those of them that were compared. */
  readonly changes: number;
  readonly compared: number;
  /** Runs of each tree: a change at a read. */
  readonly before: number;
  readonly after: number;
  /** Changes on which the trees differ without a race, too, and are not compared here. */
  readonly differAnyway: number;
  /** What only the tree before does, and how many changes show it. */
  readonly onlyBefore: readonly RaceCount[];
  /** What keeps both from a result. */
  readonly bothCrash: readonly RaceCount[];
  /** Changes that were not run to the end, by reason. */
  readonly notRun: readonly RaceCount[];
}

export interface RaceCount {
  readonly what: string;
  readonly count: number;
}
