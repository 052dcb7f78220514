// SPDX-License-Identifier: GPL-2.0-or-later
import { AskLevel } from '../asked';
import type { AttemptEnd, LoopEnd } from '../attempt-loop';
import type { EndedBy } from '../loop';
import type { Consequence } from './consequence';

/** A page of which an attempt asks something else than the first attempt did. */
export interface RequestChange {
  readonly page: number;
  readonly from: AskLevel;
  readonly to: AskLevel;
  /** If it grew: what this attempt does because of it. */
  readonly consequence: Consequence;
  /** Whether this attempt, with the original requests, would not succeed without granting it. */
  readonly keptWithOriginal: boolean;
}

/** One attempt, as far as findings depend on it. */
export interface Attempt {
  readonly end: AttemptEnd;
  readonly changes: readonly RequestChange[];
  /** Whether its call began with a sequence that was out of date. */
  readonly oldSequence: boolean;
  /** Whether other threads invalidated the range between the sequence's start and its check. */
  readonly invalidatedMeanwhile: boolean;
  /** Whether they did so at any time from this attempt's beginning to that of the next. */
  readonly invalidated: boolean;
}

/** How a run ends: as the loop does, or by proof that it never will. */
export type RunEnd =
  | Exclude<LoopEnd, { readonly kind: 'out-of-time' | 'spins' }>
  /** The call does not come back: its walks end at the same place again and again. */
  | { readonly kind: 'spins' }
  /** An attempt began exactly like attempt `since`, and so will all that follow, until it is ended. */
  | { readonly kind: 'recurs'; readonly since: number; readonly endedBy: EndedBy }
  /** Neither an end nor a recurrence within the bounds; no enumeration may contain one. */
  | { readonly kind: 'undecided' };

/** One run of a loop under one schedule. */
export interface AttemptRun {
  readonly end: RunEnd;
  readonly attempts: readonly Attempt[];
  /** Requests that were lost on the way: the loop ends without granting them. */
  readonly lost: readonly RequestChange[];
  /** Pages that the driver maps although what it maps was taken away: the check did not find it. */
  readonly stale: readonly number[];
  /** How many different actions of the schedule were really done. */
  readonly actionsDone: number;
}

export function hasGrown({ from, to }: RequestChange): boolean {
  return to > from;
}

/** Whether a request became smaller, be it nothing at all. */
export function hasShrunk({ from, to }: RequestChange): boolean {
  return to < from && from !== AskLevel.nothing;
}
