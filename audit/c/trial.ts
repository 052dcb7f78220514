// SPDX-License-Identifier: GPL-2.0-or-later

import type { Scenario } from '../../oracle/scenario/scenario';
import type { Circumstances } from './circumstances';
import type { Named, NoResult } from './named';
import type { LoopSeen } from './observed-loop';
import type { SkipReason } from './prepare';

/** A scenario in its circumstances. */
export interface AuditTrial {
  readonly scenario: Scenario;
  readonly circumstances: Circumstances;
}

/** What a trial came to, as far as it is counted. */
export type JudgedTrial =
  | {
      readonly kind: 'ran';
      readonly pages: number;
      /** Whether both of two versions gave the range up, although no range fault failed: the device got nothing to compare. */
      readonly givenUp: boolean;
      readonly shown: readonly Named[];
      /** What it has shown of the loop; null of two versions, which run undisturbed. */
      readonly loop: LoopSeen | null;
    }
  | { readonly kind: 'skipped'; readonly why: SkipReason | 'raw words' }
  /** One call fails: that is a difference of the range faults, not of the conversions. */
  | { readonly kind: 'one fails'; readonly ids: readonly string[] }
  | NoResult
  /** Too many trials before it had ended their process. */
  | { readonly kind: 'not run' };

/** Runs and judges trials, until a number of them have ended their process; the others are then not run. */
export interface TrialRunner {
  judge(trials: readonly AuditTrial[], ends: number): Promise<readonly JudgedTrial[]>;
}
