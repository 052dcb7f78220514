// SPDX-License-Identifier: GPL-2.0-or-later
import type { ActionName } from './actions';

/** Where in an attempt another thread acts. */
export type Phase =
  /** Before the sequence is taken: its invalidation is over when the attempt begins. */
  | 'between'
  /** During the call, before one of its walks. */
  | 'walk'
  /** After the call succeeded, before the check under the lock. */
  | 'check';

/** One thing that another thread does. */
export interface ScheduledAction {
  /** The attempt, counted from 1; 'every' is an adversary that does it in each. */
  readonly attempt: number | 'every';
  readonly phase: Phase;
  /** The walk, counted from 1, in the phase 'walk'; 0 in others. */
  readonly walk: number | 'every';
  readonly action: ActionName;
  readonly page: number;
  /**
   * Done without the invalidation that belongs to it. The kernel never does that; it shows what the
   * loops owe to the notifier.
   */
  readonly silent: boolean;
}

/** What the other threads do, in order. */
export type Schedule = readonly ScheduledAction[];

/** Whether an action is done in this attempt. */
export function isDuring(action: ScheduledAction, attempt: number): boolean {
  return action.attempt === 'every' || action.attempt === attempt;
}

/** The last attempt whose course a finite action can change from the beginning on; 0 if none. */
export function settledAfter(schedule: Schedule): number {
  let settled = 0;
  for (const { attempt, phase } of schedule) {
    if (attempt === 'every') continue;
    const last = phase === 'between' ? attempt - 1 : attempt;
    if (last > settled) settled = last;
  }
  return settled;
}
