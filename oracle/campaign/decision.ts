// SPDX-License-Identifier: GPL-2.0-or-later
import type { OriginName } from '../compare/origin';

/** The decisions of a range fault that two sides can take differently, in words. */
export const DECISIONS = {
  need: 'which fault is needed',
  action: 'what is done about a needed fault',
  extent: 'how far a piece goes',
  faults: 'how the pages of a piece are faulted',
  met: 'what the walk meets',
  resume: 'where a walk resumes',
  again: 'whether a walk has helped',
  end: 'when the call ends',
  ret: 'what the call returns',
  rights: 'which rights a page has',
  pfn: 'which pfn a page has',
  page: 'whether there is a page',
  order: 'which order a mapping has',
  bits: 'which other bits a word has',
  input: 'whether input is kept',
  count: 'how many pages are counted',
} as const;
export type DecisionName = keyof typeof DECISIONS;

/** The decisions by name, in the order of {@link DECISIONS}. */
export const DECISION_NAMES: readonly DecisionName[] = Object.keys(DECISIONS).filter(
  (name): name is DecisionName => name in DECISIONS,
);

/** A decision that went differently: where, and what each side did. */
export interface Decision {
  readonly decision: DecisionName;
  /** The entry that was met; undefined if it is not about one. */
  readonly met: OriginName | undefined;
  /** What the left side did, and what the right one. */
  readonly left: string;
  readonly right: string;
}
