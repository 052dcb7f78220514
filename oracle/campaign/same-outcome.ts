// SPDX-License-Identifier: GPL-2.0-or-later
import { sameRecord, sameStates } from '../compare/same-course';
import { GivenUpError } from '../run/no-room';
import type { Side } from '../run/side';

/** Whether two instances of a side came to the same on a scenario, in every word. */
export function sameOutcome(one: Side, other: Side): boolean {
  // What was not run is no other outcome.
  if (isGivenUp(one) || isGivenUp(other)) return true;
  return (
    one.failure?.what === other.failure?.what &&
    one.overflow?.message === other.overflow?.message &&
    one.pageCount === other.pageCount &&
    sameRecord(one.record, other.record) &&
    sameWords(one, other)
  );
}

function isGivenUp({ overflow }: Side): boolean {
  return overflow instanceof GivenUpError;
}

function sameWords(one: Side, other: Side): boolean {
  // A side without a result has no words that mean something.
  if (one.failure !== undefined || one.overflow !== undefined) return true;
  for (let page = 0; page < one.record.pages; page++) {
    if (one.hexWord(page) !== other.hexWord(page)) return false;
  }
  return sameStates(one, other);
}
