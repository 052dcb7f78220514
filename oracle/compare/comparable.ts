// SPDX-License-Identifier: GPL-2.0-or-later
import { Ask } from '../../mm/range';
import type { Side } from '../run/side';
import { isNarrow, type ModelName, SIDE_NAMES } from '../scenario/sides';

/** Why two sides cannot be compared on a scenario. */
export type Incomparable =
  /** The pfn of some page does not fit into a 32-bit long. */
  { readonly id: 'pfn-overflow'; readonly page: number };

/** A reason for a person, in the terms of a known difference. */
export interface IncomparableReason {
  readonly id: Incomparable['id'];
  readonly title: string;
  readonly does: Readonly<Partial<Record<ModelName, string>>>;
  readonly why: string;
  readonly driver: string;
}

/** What each reason means. */
export const INCOMPARABLE_REASONS: Readonly<Record<Incomparable['id'], IncomparableReason>> = {
  'pfn-overflow': {
    id: 'pfn-overflow',
    title: 'with a 32-bit long, a pfn of the scenario does not fit below the flags',
    does: {
      modern: 'reports the page',
      ...Object.fromEntries(SIDE_NAMES.filter(isNarrow).map((side) => [side, 'has no result'])),
    },
    why:
      'The flags are the top three bits of a long, which leaves 29 bits for the pfn in 5.8. The overflow is ' +
      'detected, and nothing is claimed about the result.',
    driver: 'None: a machine with a 32-bit long has no such page.',
  },
};

/** The ids of the reasons. */
export const INCOMPARABLE_IDS: readonly Incomparable['id'][] = Object.values(
  INCOMPARABLE_REASONS,
).map(({ id }) => id);

/** Why two sides that ran a scenario cannot be compared on it; undefined if they can. */
export function overflowOf(sides: {
  readonly left: Side;
  readonly right: Side;
}): Incomparable | undefined {
  const overflow = sides.left.overflow ?? sides.right.overflow;
  return overflow && { id: 'pfn-overflow', page: overflow.page };
}

/** What a page's request, the mask and the defaults ask together (`hmm_pte_need_fault`). */
export function effectiveAsk(
  ask: number,
  mask: number,
  defaults: number,
): { readonly faults: boolean; readonly writes: boolean } {
  return {
    faults: (asksFault(ask) && asksFault(mask)) || asksFault(defaults),
    writes: (asksWrite(ask) && asksWrite(mask)) || asksWrite(defaults),
  };
}

function asksFault(ask: number): boolean {
  return ask === Ask.read || ask === Ask.write || ask === Ask.all;
}

function asksWrite(ask: number): boolean {
  return ask === Ask.write || ask === Ask.writeOnly || ask === Ask.all;
}
