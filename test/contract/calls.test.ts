// SPDX-License-Identifier: GPL-2.0-or-later
import { expect, it } from 'vitest';
import { EBUSY } from '../../mm/errno';
import { RangeRecord } from '../../mm/range-record';
import type { Clause } from '../../oracle/contract/clause';
import { CLAUSES } from '../../oracle/contract/registry';
import { ByCall, judgesCall } from '../../oracle/contract/suspicions';
import { page } from '../support/build';

function clauseFor(judges: Clause['judges']): Clause {
  const [like] = CLAUSES;
  if (like === undefined) throw new Error('there is no clause');
  const { judges: _, ...others } = like;
  const id = judges ?? 'every call';
  return judges === undefined ? { ...others, id } : { ...others, id, judges };
}

const ALL = ([undefined, 'successes', 'failures', 'page faults'] as const).map(clauseFor);
const LISTS = new ByCall(ALL, (clauses) => clauses.map(({ id }) => id));

it.each([
  [0, 0, ['every call', 'successes']],
  [0, 1, ['every call', 'successes', 'page faults']],
  [EBUSY, 0, ['every call', 'failures']],
  [EBUSY, 1, ['every call', 'failures', 'page faults']],
] as const)(
  'a call that returned %i after %i page faults is held to %j',
  (ret, faults, expected) => {
    const record = new RangeRecord();
    record.begin(page(0), 1);
    for (let fault = 0; fault < faults; fault++) record.faults.add(0, false);
    record.ret = ret;
    expect(LISTS.for(record)).toEqual(expected);
    expect(ALL.filter((clause) => judgesCall(clause, record)).map(({ id }) => id)).toEqual(
      expected,
    );
  },
);
