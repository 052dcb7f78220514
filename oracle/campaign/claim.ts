// SPDX-License-Identifier: GPL-2.0-or-later
import { lazy } from '../package/lazy';
import { attemptText } from '../run/attempt-text';
import { noRoomDocument } from '../run/no-room';
import { innerAttemptsOf, returnName } from '../run/result';
import type { Side } from '../run/side';
import { forSide, type SideName } from '../run/side-names';
import { hex } from '../scenario/json';
import type { NoRoomClaim } from '../scenario/no-result';
import type { Beside } from '../scenario/read-expect';
import type { ResultDocument } from '../scenario/schema';
import type { Miss } from './miss-tally';

/** Most corpora have nothing but results. */
const noResults = lazy((): typeof import('../scenario/no-result') =>
  require('../scenario/no-result'),
);

/** What a corpus says of a side beside a scenario. */
export type Claim =
  | { readonly kind: 'result'; readonly result: ResultDocument }
  /** Its words have no room for a pfn, or for the range. */
  | { readonly kind: 'no room'; readonly noRoom: NoRoomClaim };

/** What stands beside a scenario for a side; undefined if that claims nothing. */
export function claimOf({ expect, noRoom }: Beside, side: SideName): Claim | undefined {
  const result = forSide(expect, side);
  if (result !== undefined) return { kind: 'result', result };
  const claimed = forSide(noRoom, side);
  return claimed && { kind: 'no room', noRoom: claimed };
}

/** The first in which a side is not what a corpus claims of it; undefined if it is all of that. */
export function claimMismatch(side: Side, claim: Claim): Mismatch | undefined {
  switch (claim.kind) {
    case 'result':
      return firstMismatch(side, claim.result);
    case 'no room':
      return noRoomMismatch(side, claim.noRoom);
  }
}

function noRoomMismatch(
  { failure, overflow, record }: Side,
  claimed: NoRoomClaim,
): Mismatch | undefined {
  const { noRoomWhy } = noResults();
  const expected = noRoomWhy(claimed);
  if (failure !== undefined) return { field: 'ret', expected, got: failure.message };
  if (overflow === undefined) {
    return { field: 'ret', expected, got: String(returnName(record.ret)) };
  }
  const document = noRoomDocument(overflow);
  const got = 'givenUp' in document ? document.givenUp : noRoomWhy(document);
  return got === expected ? undefined : { field: 'overflow', expected, got };
}

/** A field of a result that is not as expected. */
export type Mismatch = Pick<Miss, 'field' | 'expected' | 'got'>;

/** The first field of a result that is not what the side has; undefined if all agree. */
export function firstMismatch(side: Side, expected: ResultDocument): Mismatch | undefined {
  const { record } = side;
  if (side.failure !== undefined) {
    return { field: 'ret', expected: String(expected.ret), got: side.failure.message };
  }
  if (side.overflow !== undefined) {
    return { field: 'ret', expected: String(expected.ret), got: side.overflow.message };
  }
  const scalars = [
    ['ret', expected.ret, returnName(record.ret)],
    ['walks', expected.walks, record.walks],
    ['pages', expected.pages, side.pageCount],
    ['pfns.length', expected.pfns.length, record.pages],
    ['faults.length', expected.faults.length, record.faults.rows],
  ] as const;
  for (const [field, wanted, got] of scalars) {
    if (wanted !== got) return { field, expected: String(wanted), got: String(got) };
  }
  return (
    faultMismatch(side, expected) ?? wordMismatch(side, expected) ?? attemptMismatch(side, expected)
  );
}

function attemptMismatch(side: Side, expected: ResultDocument): Mismatch | undefined {
  if (expected.attempts === undefined && side.record.attempts.length === 0) return undefined;
  const [wanted, got] = [expected.attempts ?? [], innerAttemptsOf(side).attempts ?? []];
  for (let index = 0; index < Math.max(wanted.length, got.length); index++) {
    const [one, other] = [attemptText(wanted[index]), attemptText(got[index])];
    if (one !== other) return { field: `attempts[${index}]`, expected: one, got: other };
  }
  return undefined;
}

function faultMismatch(side: Side, expected: ResultDocument): Mismatch | undefined {
  const { faults } = side.record;
  for (const [row, wanted] of expected.faults.entries()) {
    const { first, pages, write } = faults.row(row);
    const at = faults.addressOf(first);
    const wantedText = `${wanted.at} ${wanted.pages}p ${wanted.write ? 'write' : 'read'}`;
    const gotText = `${hex(at)} ${pages}p ${write ? 'write' : 'read'}`;
    if (wantedText !== gotText) {
      return { field: `faults[${row}]`, expected: wantedText, got: gotText };
    }
  }
  return undefined;
}

function wordMismatch(side: Side, expected: ResultDocument): Mismatch | undefined {
  for (const [page, wanted] of expected.pfns.entries()) {
    const got = side.hexWord(page);
    if (wanted !== got) return { field: `pfns[${page}]`, expected: wanted, got };
  }
  return undefined;
}
