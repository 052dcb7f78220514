// SPDX-License-Identifier: GPL-2.0-or-later
import { countsTooMuch } from '../../compare/uncounted';
import { COUNT_CAUSES, endsCount } from '../../differences/count/causes';
import type { Clause, Violation } from '../clause';

/** v5.7's count covers everything that it filled. */
export const countCovers: Clause = {
  id: 'count-covers',
  promise: 'v5.7 returns how many pages of the range it filled; on success, all of them.',
  violations: COUNT_CAUSES.map(
    (cause): Violation => ({
      id: `count-covers.${cause.name}`,
      title: cause.title,
      why: cause.why,
      driver:
        'A driver that continues from the page after the last one counted sees the tail again, possibly ' +
        'endlessly; one that retries on 0 (nouveau, amdgpu) does so until its time limit.',
      matters: 'For every window that ends in untouched memory; gone since the format was removed.',
      explains: ({ side, scenario }) => endsCount(cause, side, scenario),
    }),
  ),
  sides: (name) => name === 'v5.7',
  suspects: 'any call',
  check({ side, record }, breach) {
    const { pageCount } = side;
    if (pageCount === undefined) return;
    if (pageCount !== record.pages || countsTooMuch(side)) breach(pageCount);
  },
};
