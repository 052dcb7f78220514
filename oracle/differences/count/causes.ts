// SPDX-License-Identifier: GPL-2.0-or-later
import { Kind, kindOf } from '../../../mm/entry';
import type { RangeRecord } from '../../../mm/range-record';
import { PAGE_SIZE, PMD_SIZE } from '../../../mm/units';
import type { Scenario } from '../../scenario/scenario';

/** A kind of piece that v5.7 fills without counting it (model.md, section 3). */
export interface CountCause {
  readonly name: string;
  readonly title: string;
  readonly kinds: readonly Kind[];
  readonly why: string;
}

export const COUNT_CAUSES: readonly CountCause[] = [
  {
    name: 'hole',
    title: 'v5.7 does not count a hole at the end of the range',
    kinds: [Kind.hole],
    why: 'Filling a hole in a VMA records the start of the hole, not its end.',
  },
  {
    name: 'gap',
    title: 'v5.7 does not count a gap between VMAs at the end of the range',
    kinds: [Kind.gap],
    why: 'Filling a piece without a VMA records no address at all.',
  },
  {
    name: 'unmapped-pmd',
    title: 'v5.7 does not count a migrating, nonpresent or corrupt PMD at the end of the range',
    kinds: [Kind.pmdMigration, Kind.pmdNonpresent, Kind.pmdBad],
    why: 'Filling the piece of a PMD that maps nothing records no address at all.',
  },
];

const UNCOUNTED = COUNT_CAUSES.flatMap(({ kinds }) => kinds);

/**
 * Whether a count that ends before `page` comes from this cause: the walk can have recorded the
 * start of the page, the page is of the cause's kind, and no page behind it is of one that counts.
 */
export function endsCount(
  { kinds }: CountCause,
  scenario: Scenario,
  record: RangeRecord,
  page: number,
): boolean {
  return (
    kinds.includes(kindOf(record.origins[page] ?? 0)) &&
    recordsHere(scenario, record, page) &&
    record.origins
      .subarray(page, record.pages)
      .every((origin) => UNCOUNTED.includes(kindOf(origin)))
  );
}

/** A piece begins here: after another kind, at a PMD or VMA border, or where a retry resumed. */
function recordsHere({ range, mm }: Scenario, record: RangeRecord, page: number): boolean {
  if (page === 0) return true;
  const at = range.start + page * PAGE_SIZE;
  return (
    kindOf(record.origins[page - 1] ?? 0) !== kindOf(record.origins[page] ?? 0) ||
    at % PMD_SIZE === 0 ||
    mm.vmas.some(({ start }) => start === at) ||
    record.walkEnds().some(({ start }) => start === at)
  );
}
