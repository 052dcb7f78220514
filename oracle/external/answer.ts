// SPDX-License-Identifier: GPL-2.0-or-later
import type { FaultRow } from '../../mm/fault-trace';

/** What a call of the range fault left, on a side that is no model. */
export interface ExternalResult {
  /** 0, an errno, or `LIVELOCK`; one that no model returns is allowed. */
  readonly ret: number;
  /** The page count that was returned, on a side that returns one. */
  readonly pages: number | undefined;
  /** The array as it was left, a word a page. */
  readonly words: readonly bigint[];
  readonly faults: readonly FaultRow[];
  readonly walks: number;
  /** The index of the first page that still holds input; undefined if the side does not say. */
  readonly stoppedAt: number | undefined;
}

/** What a side that is no model says of a scenario. */
export type Answer =
  | { readonly kind: 'result'; readonly result: ExternalResult }
  /**
   * No result, for which the side is to blame: it crashed, did not end, or wrote nonsense. `what` is
   * the same for all failures of a kind; `lines` say more.
   */
  | { readonly kind: 'failed'; readonly what: string; readonly lines: readonly string[] }
  /** It has nothing to say of this scenario, which is not compared. */
  | { readonly kind: 'none'; readonly why: string };
