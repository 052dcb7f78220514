// SPDX-License-Identifier: GPL-2.0-or-later
import type { InnerAttempt, RangeRecord, WalkEnd } from '../../mm/range-record';
import { GivenUpError } from '../run/no-room';
import type { Side } from '../run/side';

/**
 * Whether two sides that ran one scenario took the same course, met the same entries, and report
 * the same of every page that they passed, whatever words their formats have for that.
 */
export function sameCourse(one: Side, other: Side): boolean {
  return sameRecord(one.record, other.record) && sameStates(one, other);
}

/** Whether two calls went the same way: return code, walks and how they ended, page faults, stop. */
function sameRecord(one: RangeRecord, other: RangeRecord): boolean {
  return (
    one.ret === other.ret &&
    one.walks === other.walks &&
    sameAttempts(one, other) &&
    one.pages === other.pages &&
    one.stoppedAt === other.stoppedAt &&
    one.faults.equals(other.faults) &&
    sameEnds(one.walkEnds(), other.walkEnds())
  );
}

/** Whether two calls that start again themselves did so alike. */
export function sameAttempts(
  { attempts }: RangeRecord,
  { attempts: others }: RangeRecord,
): boolean {
  if (attempts.length !== others.length) return false;
  for (let index = 0; index < attempts.length; index++) {
    const one = attempts[index];
    const other = others[index];
    if (one === undefined || other === undefined || !sameAttempt(one, other)) return false;
  }
  return true;
}

function sameAttempt(one: InnerAttempt, other: InnerAttempt): boolean {
  return (
    one.sequence === other.sequence &&
    one.time === other.time &&
    one.walks === other.walks &&
    one.stoppedAt === other.stoppedAt &&
    one.end === other.end
  );
}

/** Whether each page that was passed was filled from the same entry, and reads the same. */
function sameStates(one: Side, other: Side): boolean {
  const { kinds, pfns } = one.states;
  const { kinds: otherKinds, pfns: otherPfns } = other.states;
  const { origins, stoppedAt } = one.record;
  const otherOrigins = other.record.origins;
  for (let page = 0; page < stoppedAt; page++) {
    if (
      origins[page] !== otherOrigins[page] ||
      kinds[page] !== otherKinds[page] ||
      pfns[2 * page] !== otherPfns[2 * page] ||
      pfns[2 * page + 1] !== otherPfns[2 * page + 1]
    ) {
      return false;
    }
  }
  return true;
}

function sameEnds(ends: readonly WalkEnd[], others: readonly WalkEnd[]): boolean {
  if (ends.length !== others.length) return false;
  for (let walk = 0; walk < ends.length; walk++) {
    const end = ends[walk];
    const other = others[walk];
    if (end === undefined || other === undefined || !sameEnd(end, other)) return false;
  }
  return true;
}

function sameEnd(one: WalkEnd, other: WalkEnd): boolean {
  return (
    one.ending === other.ending &&
    one.origin === other.origin &&
    one.first === other.first &&
    one.stop === other.stop &&
    one.write === other.write &&
    one.faults === other.faults
  );
}

/**
 * Whether two instances of a side, in two calls for the same pages, put out the same words from the same
 * entries on the same course: whatever is read from the words is the same, too.
 */
export function sameWords(one: Side, other: Side): boolean {
  if (one.pageCount !== other.pageCount || !sameRecord(one.record, other.record)) return false;
  const { origins, stoppedAt } = one.record;
  for (let page = 0; page < stoppedAt; page++) {
    if (origins[page] !== other.record.origins[page]) return false;
  }
  const { words, wordsPerPage } = one;
  for (let word = 0; word < stoppedAt * wordsPerPage; word++) {
    if (words[word] !== other.words[word]) return false;
  }
  return true;
}

/** Whether two instances of a side came to the same on a scenario, in every word. */
export function sameOutcome(one: Side, other: Side): boolean {
  // What was not run is no other outcome.
  if (isGivenUp(one) || isGivenUp(other)) return true;
  return (
    one.failure?.what === other.failure?.what &&
    one.overflow?.message === other.overflow?.message &&
    one.pageCount === other.pageCount &&
    sameRecord(one.record, other.record) &&
    sameHexWords(one, other)
  );
}

function isGivenUp({ overflow }: Side): boolean {
  return overflow instanceof GivenUpError;
}

function sameHexWords(one: Side, other: Side): boolean {
  // A side without a result has no words that mean something.
  if (one.failure !== undefined || one.overflow !== undefined) return true;
  for (let page = 0; page < one.record.pages; page++) {
    if (one.hexWord(page) !== other.hexWord(page)) return false;
  }
  return sameStates(one, other);
}
