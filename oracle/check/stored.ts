// SPDX-License-Identifier: GPL-2.0-or-later
import type { SideName } from '../run/side-names';
import type { ScenarioDocument } from '../scenario/schema';

/** What runs: its version and build, and the commit if it is a checkout. */
export interface BuildFacts {
  readonly build: string;
  readonly commit: string | null;
}

/** What became of a failure that an earlier run has stored. */
export const STORED_STATES = ['still shown', 'changed', 'fixed', 'not run'] as const;
export type StoredState = (typeof STORED_STATES)[number];

/** A stored failure, run again. */
export interface StoredOutcome {
  readonly cause: string;
  readonly state: StoredState;
  /** What its scenario shows now that nothing known explains. */
  readonly now: readonly string[];
  /** The sides that showed it. */
  readonly sides: readonly SideName[];
  readonly foundBy: BuildFacts & { readonly command: string };
  readonly scenario: ScenarioDocument;
}

/** Whether a stored failure is a finding of this run, too. */
export function isFailing({ state }: StoredOutcome): boolean {
  return state === 'still shown' || state === 'changed';
}
