// SPDX-License-Identifier: GPL-2.0-or-later
import { Kind, kindOf, pfnOf, WRITE_BIT } from '../../../mm/entry';
import { StateKind } from '../../../mm/page-states';
import { PAGE_SIZE, SLOT_SIZE } from '../../../mm/units';
import { stateText } from '../../../oracle/run/result';
import { rowOf } from '../../../oracle/scenario/entry-kinds';
import type { Scenario } from '../../../oracle/scenario/scenario';
import { isLevel } from '../../side/numbers';
import type { SlotChange } from '../../wire/reply-detail';
import { type RaceGroup, withChangeAt } from './race-group';
import type { RaceResult } from './race-result';
import type { RanAt } from './race-run';
import type { RacingTree } from './racing-tree';
import { entrySays } from './slot-changes';

/** By level: the order of a mapping. */
const ORDERS = [0, 9, 18, 27] as const;

/**
 * The first page whose word is no entry's: each valid word must have frame, right to write and order of
 * one and the same entry that stood over its page at some moment of the call. A word that is put
 * together from two entries, or from one that maps nothing, gives a device what no process ever had.
 *
 * @param changes what was written to the page table during the call.
 */
function tornPage(
  { mm, range }: Scenario,
  { pages }: RaceResult,
  changes: readonly SlotChange[],
): number | undefined {
  const entries = [...mm.entries, ...changes];
  const index = pages.findIndex((page, number) => {
    if (page.kind !== StateKind.read && page.kind !== StateKind.write) return false;
    const at = range.start + number * PAGE_SIZE;
    return !entries.some((entry) => isFrom(entry, at, page));
  });
  return index < 0 ? undefined : index;
}

function isFrom(
  { at: start, level, low, high }: SlotChange,
  at: number,
  { kind, pfn, order }: RaceResult['pages'][number],
): boolean {
  if (!isLevel(level) || at < start || at >= start + SLOT_SIZE[level]) return false;
  const { below } = rowOf(kindOf(high));
  if (below !== 'pages' && below !== 'device pages') return false;
  const first = BigInt(pfnOf(low, high));
  const own = first + BigInt((at - start) / PAGE_SIZE);
  // Releases that report it count from the start of the piece, which is a known violation of the
  // contract, `pfn-is-mapped.own-private-pmd`, and no matter of races.
  const isCounted = kindOf(high) === Kind.pmdDevicePrivate && pfn >= first && pfn < own;
  if (pfn !== own && !isCounted) return false;
  if (((high & WRITE_BIT) !== 0) !== (kind === StateKind.write)) return false;
  return order === undefined || order === ORDERS[level];
}

/** A run that put out a word which no entry gave. */
interface TornRun {
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
