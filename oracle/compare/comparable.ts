// SPDX-License-Identifier: GPL-2.0-or-later
import { kindOf } from '../../mm/entry';
import { Ask } from '../../mm/range';
import { GivenUpError, RangeTooWideError } from '../run/no-room';
import type { Side } from '../run/side';
import { isAmong, type KindSet, kindsThat } from '../scenario/entry-kinds';
import { type ModelName, NARROW_NAMES } from '../scenario/sides';

/** Why two sides cannot be compared on a scenario. */
export type Incomparable =
  /** The pfn of some page does not fit into a 32-bit long. */
  | { readonly id: 'pfn-overflow'; readonly page: number }
  /** The range does not fit into addresses of 32 bits; models have addresses of 64 bits. */
  | { readonly id: 'range-too-wide' }
  /** A kernel tree was given up before: too often it did not come to an end. */
  | { readonly id: 'tree-given-up' };

/** A reason for a person, in the terms of a known difference. */
export interface IncomparableReason<Id extends Incomparable['id'] = Incomparable['id']> {
  readonly id: Id;
  readonly title: string;
  readonly does: Readonly<Partial<Record<ModelName, string>>>;
  readonly why: string;
  readonly driver: string;
}

/** What each reason means. */
export const INCOMPARABLE_REASONS: {
  readonly [Id in Incomparable['id']]: IncomparableReason<Id>;
} = {
  'pfn-overflow': {
    id: 'pfn-overflow',
    title: 'with a 32-bit long, a pfn of the scenario does not fit below the flags',
    does: {
      modern: 'reports the page',
      ...Object.fromEntries(NARROW_NAMES.map((side) => [side, 'has no result'])),
    },
    why:
      'The flags are the top three bits of a long, which leaves 29 bits below them. The overflow is ' +
      'detected, and nothing is claimed about the result.',
    driver: 'None: a machine with a 32-bit long has no such page.',
  },
  'range-too-wide': {
    id: 'range-too-wide',
    title: 'the range does not fit into addresses of 32 bits',
    does: {},
    why:
      'A tree that is compiled for longs of 32 bits sees the addresses of a window of 3 GiB, and the ' +
      'range begins in the first or the second GiB of it.',
    driver: 'None: a process with addresses of 32 bits has no such range.',
  },
  'tree-given-up': {
    id: 'tree-given-up',
    title: 'the tree was given up, as in ten scenarios it did not come to an end',
    does: {},
    why:
      'A scenario in which the code of a tree computes without end takes a second of processor time. After ten of them ' +
      'the tree is asked no more; the scenarios that come then are counted, and nothing is claimed about them.',
    driver: 'None of its own: that the code did not come to an end is the finding.',
  },
};

/** The reasons that some scenario shows with two models; the others only a tree has. */
export const REASONS_OF_MODELS: readonly IncomparableReason[] = [
  INCOMPARABLE_REASONS['pfn-overflow'],
];

/** Those that only a tree has: a model has no scenario to show them by. */
export const REASONS_OF_TREES: readonly IncomparableReason<'range-too-wide' | 'tree-given-up'>[] = [
  INCOMPARABLE_REASONS['range-too-wide'],
  INCOMPARABLE_REASONS['tree-given-up'],
];

/** The ids of {@link REASONS_OF_MODELS}. */
export const INCOMPARABLE_IDS: readonly Incomparable['id'][] = REASONS_OF_MODELS.map(
  ({ id }) => id,
);

/** Why two sides that ran a scenario cannot be compared on it; undefined if they can. */
export function overflowOf(sides: {
  readonly left: Pick<Side, 'overflow'>;
  readonly right: Pick<Side, 'overflow'>;
}): Incomparable | undefined {
  const overflow = sides.left.overflow ?? sides.right.overflow;
  if (overflow === undefined) return undefined;
  if (overflow instanceof RangeTooWideError) return { id: 'range-too-wide' };
  if (overflow instanceof GivenUpError) return { id: 'tree-given-up' };
  return { id: 'pfn-overflow', page: overflow.page };
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

/** The pieces that v5.7 fills without recording their end (model.md, section 3). */
const UNCOUNTED: KindSet = kindsThat(({ counted }) => !counted);

/**
 * Whether a side returned the count of the whole range where that cannot be: the range ends in a
 * piece whose end v5.7 does not record.
 */
export function countsTooMuch({ pageCount, record }: Side): boolean {
  if (pageCount !== record.pages) return false;
  return isAmong(UNCOUNTED, kindOf(record.origins[record.pages - 1] ?? 0));
}
