// SPDX-License-Identifier: GPL-2.0-or-later
import type { SideName } from '../run/side-names';

/** Something that a campaign reached less often than it had to. */
export interface Shortfall {
  readonly side: SideName;
  /** A cell, or two origins that are met in one call. */
  readonly what: string;
  readonly minimum: number;
  readonly got: number;
}

/** Why a campaign ended. */
export const ENDS = ['complete', 'time', 'until-new', 'interrupted'] as const;
export type CampaignEnd = (typeof ENDS)[number];

/** What a report says of a campaign besides what a check says. */
export interface CampaignSummary {
  readonly id: string;
  readonly build: string;
  /** A command that runs it again. */
  readonly command: string;
  /** Its random streams, as paths name them. */
  readonly streams: readonly string[];
  readonly chunks: number;
  /** Of how many; null if it has no last one. */
  readonly of: number | null;
  readonly end: CampaignEnd;
  /** How many minimums were compared, and those that it did not come to. */
  readonly minimums: number;
  readonly shortfalls: readonly Shortfall[];
}
