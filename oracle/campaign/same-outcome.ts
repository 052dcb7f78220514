// SPDX-License-Identifier: GPL-2.0-or-later
import type { WalkEnd } from '../../mm/range-record';
import type { Side } from '../run/side';

/** Whether two instances of a side came to the same on a scenario, in every word. */
export function sameOutcome(one: Side, other: Side): boolean {
  if (one.failure?.what !== other.failure?.what) return false;
  if (one.overflow?.page !== other.overflow?.page) return false;
  const [record, otherRecord] = [one.record, other.record];
  return (
    record.ret === otherRecord.ret &&
    record.walks === otherRecord.walks &&
    record.pages === otherRecord.pages &&
    record.stoppedAt === otherRecord.stoppedAt &&
    one.pageCount === other.pageCount &&
    record.faults.equals(otherRecord.faults) &&
    sameEnds(record.walkEnds(), otherRecord.walkEnds()) &&
    sameWords(one, other)
  );
}

function sameEnds(ends: readonly WalkEnd[], others: readonly WalkEnd[]): boolean {
  return (
    ends.length === others.length &&
    ends.every(({ ending, origin, start, end, write }, walk) => {
      const other = others[walk];
      return (
        other?.ending === ending &&
        other.origin === origin &&
        other.start === start &&
        other.end === end &&
        other.write === write
      );
    })
  );
}

function sameWords(one: Side, other: Side): boolean {
  // A side without a result has no words that mean something.
  if (one.failure !== undefined || one.overflow !== undefined) return true;
  for (let page = 0; page < one.record.pages; page++) {
    if (one.hexWord(page) !== other.hexWord(page)) return false;
    if (page >= one.record.stoppedAt) continue;
    if (one.record.origins[page] !== other.record.origins[page]) return false;
    if (one.states.kinds[page] !== other.states.kinds[page]) return false;
    if (one.states.pfn(page) !== other.states.pfn(page)) return false;
  }
  return true;
}
