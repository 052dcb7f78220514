// SPDX-License-Identifier: GPL-2.0-or-later
import { Kind, kindOf } from '../../../mm/entry';
import type { Side } from '../../run/side';
import { isAmong, type KindSet, kindsThat } from '../../scenario/entry-kinds';
import type { Scenario } from '../../scenario/scenario';
import { exactCount } from './exact-count';

/** A kind of piece that v5.7 fills without counting it (model.md, section 3). */
export interface CountCause {
  readonly name: string;
  readonly title: string;
  readonly kinds: KindSet;
  readonly why: string;
}

export const COUNT_CAUSES: readonly CountCause[] = [
  {
    name: 'hole',
    title: 'v5.7 does not count a hole at the end of the range',
    kinds: kindsThat(({ kind }) => kind === Kind.hole),
    why: 'Filling a hole in a VMA records the start of the hole, not its end.',
  },
  {
    name: 'gap',
    title: 'v5.7 does not count a gap between VMAs at the end of the range',
    kinds: kindsThat(({ kind }) => kind === Kind.gap),
    why: 'Filling a piece without a VMA records no address at all.',
  },
  {
    name: 'unmapped-pmd',
    title: 'v5.7 does not count a migrating, nonpresent or corrupt PMD at the end of the range',
    kinds: kindsThat(({ callback, counted }) => callback === 'pmd_entry' && !counted),
    why: 'Filling the piece of a PMD that maps nothing records no address at all.',
  },
];

/**
 * Whether a side's page count is short of the range because of this cause: it is exactly what v5.7
 * must return, and the first page that it omits is of the cause's kind. (Of one that omits none, that
 * is the element after the last page, which is of no kind that stands anywhere.)
 */
export function endsCount({ kinds }: CountCause, side: Side, scenario: Scenario): boolean {
  const { pageCount, record } = side;
  return (
    pageCount !== undefined &&
    isAmong(kinds, kindOf(record.origins[pageCount] ?? 0)) &&
    pageCount === exactCount(side, scenario)
  );
}
