// SPDX-License-Identifier: GPL-2.0-or-later
import { Kind, kindOf } from '../../../mm/entry';
import type { Pair } from '../../compare/compare';
import { type Difference, withPageCount } from '../difference';

/** What is particular to one kind of piece that v5.7 fills without counting it. */
interface CountCause {
  readonly id: string;
  readonly title: string;
  readonly kinds: readonly Kind[];
  readonly why: string;
}

const UNCOUNTED: readonly Kind[] = [
  Kind.hole,
  Kind.gap,
  Kind.pmdMigration,
  Kind.pmdNonpresent,
  Kind.pmdBad,
];

/**
 * The differences that come from v5.7's return value: the pages from the start of the range to the
 * last address that the walk recorded, not to the end of what it filled (model.md, section 3). The
 * first page that is not counted names the cause; none behind it may be of a kind that counts.
 */
export function countDifference(cause: CountCause): Difference {
  return {
    id: cause.id,
    title: cause.title,
    does: {
      'v5.7': 'returns fewer pages than it filled, even 0 after a success',
      legacy: 'returns 0 for success',
      modern: 'returns 0 for success',
    },
    why: cause.why,
    driver:
      'nouveau and amdgpu took a count of 0 for a retry, as if it were -EBUSY: a window that ends ' +
      'in such a piece is faulted again until the time is up. From the removal on it is done at once.',
    between: withPageCount,
    explains(pair, disagreement) {
      if (disagreement.aspect !== 'count') return false;
      const first = pair.left.pageCount ?? pair.left.record.pages;
      const { origins, pages } = pair.left.record;
      if (!cause.kinds.includes(kindOf(origins[first] ?? 0))) return false;
      return recordsHere(pair, first) && allUncounted(origins.subarray(first, pages));
    },
  };
}

function allUncounted(origins: Uint32Array): boolean {
  return origins.every((origin) => UNCOUNTED.includes(kindOf(origin)));
}

/** Whether the walk can have recorded the start of this page: a piece must end or begin there. */
function recordsHere(pair: Pair, page: number): boolean {
  if (page === 0) return true;
  const { origins } = pair.left.record;
  const before = kindOf(origins[page - 1] ?? 0);
  return before !== kindOf(origins[page] ?? 0) || startsPiece(pair, page);
}

/** A PMD border, a VMA border, or a page where a retry resumed. */
function startsPiece(pair: Pair, page: number): boolean {
  const at = pair.scenario.range.start + page * 4096;
  return (
    at % 2 ** 21 === 0 ||
    pair.scenario.mm.vmas.some(({ start }) => start === at) ||
    pair.left.record.walkEnds().some(({ start }) => start === at)
  );
}
