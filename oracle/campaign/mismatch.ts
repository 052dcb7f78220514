// SPDX-License-Identifier: GPL-2.0-or-later
import { attemptText } from '../run/attempt-text';
import { innerAttemptsOf } from '../run/result';
import { returnName } from '../run/result-names';
import type { Side } from '../run/side';
import { hex } from '../scenario/hex';
import type { ResultDocument } from '../scenario/schema';
import type { Miss } from './miss-tally';

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
