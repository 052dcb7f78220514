// SPDX-License-Identifier: GPL-2.0-or-later
import { type ReadingDifference, withPageCount } from '../difference';
import { COUNT_CAUSES, type CountCause, endsCount } from './causes';

/**
 * The differences that come from v5.7's return value: the pages from the start of the range to the
 * last address that the walk recorded, instead of to the end of what it filled.
 */
export const COUNT_DIFFERENCES: readonly ReadingDifference[] = COUNT_CAUSES.map(countDifference);

function countDifference(cause: CountCause): ReadingDifference {
  return {
    id: `count-ends-in-${cause.name}`,
    title: cause.title,
    does: {
      'v5.7': 'returns fewer pages than it filled, even 0 on success',
      legacy: 'returns 0 for success',
      modern: 'returns 0 for success',
    },
    why: cause.why,
    driver:
      'nouveau and amdgpu retried on a count of 0 as on -EBUSY: a window that lies in such a piece is ' +
      'faulted again and again until their time limit. Since the removal it completes at once.',
    between: withPageCount,
    explains({ pair: { scenario, left }, disagreement }) {
      return disagreement.aspect === 'count' && endsCount(cause, left, scenario);
    },
  };
}
