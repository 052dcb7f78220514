// SPDX-License-Identifier: GPL-2.0-or-later
import { stateText } from '../../../oracle/run/result';
import { tornPage } from './held-mappings';
import { type RaceGroup, withChangeAt } from './race-group';
import type { RanAt } from './race-run';
import type { RacingTree } from './racing-tree';
import { entrySays } from './slot-changes';

/** A run that put out a word which no entry gave. */
export interface TornRun {
  readonly atRead: number;
  /** What became of the entry, and what the word says. */
  readonly detail: string;
}

/** Whether a run of a tree put out a word which no entry of its scenario can have given. */
export function tornRun(
  { child }: RacingTree,
  group: RaceGroup,
  { ran, atRead }: RanAt,
): TornRun | undefined {
  if (ran.kind !== 'result' || ran.result.pages.length === 0) return undefined;
  // Most words are of the entry that stood there or of the other one, whatever page faults wrote.
  if (tornPage(group.scenario, ran.result, [group.entry]) === undefined) return undefined;
  const { detail } = child.runInDetail(withChangeAt(group, atRead));
  if (detail === undefined) return undefined;
  const page = tornPage(group.scenario, ran.result, [group.entry, ...detail.changes]);
  const state = page === undefined ? undefined : ran.result.pages[page];
  if (state === undefined) return undefined;
  const order = state.order === undefined ? '' : ` order ${state.order}`;
  return { atRead, detail: `${changeText(group)}: ${stateText(state)}${order}` };
}

/** What becomes of the entry of a slot, for a person. */
export function changeText({ old, entry }: Pick<RaceGroup, 'old' | 'entry'>): string {
  return `${entrySays(old)} becomes ${entrySays(entry)}`;
}
