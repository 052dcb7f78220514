// SPDX-License-Identifier: GPL-2.0-or-later
import { kindOf } from '../../mm/entry';
import { LIVELOCK } from '../../mm/errno';
import { ENDING_NAMES, Ending, type RangeRecord, type WalkEnd } from '../../mm/range-record';
import type { Pair } from '../compare/compare';
import { originName } from '../compare/origin';
import { returnText } from '../run/result';
import { isAmong, kindsThat } from '../scenario/entry-kinds';
import type { Decision, DecisionName } from './decision';

/**
 * The first decision of the walks that went differently: by their endings, and by the page faults
 * until then.
 *
 * @param page the first page that is reported differently; if both sides had passed it before their
 *   walks parted, its word was decided earlier.
 * @returns undefined if the walks do not tell.
 */
export function walkDecision(pair: Pair, page: number | undefined): Decision | undefined {
  const left = pair.left.record.walkEnds();
  const right = pair.right.record.walkEnds();
  const walk = firstOtherEnd(left, right);
  const [one, other] = [left[walk], right[walk]];
  const faulting = firstOtherFault(pair, walk);
  if (faulting !== undefined) return faulting;
  const again = sameAgain(pair, one, other, left[walk - 1]);
  if (again !== undefined) return again;
  const first = earlier(one, other);
  if (first === undefined) return undefined;
  const { owner } = pair.scenario.range;
  if (page !== undefined && page < first.first) return undefined;
  const decision = decisionName(pair, one, other, left[walk - 1]);
  const does = (
    end: WalkEnd | undefined,
    beside: WalkEnd | undefined,
    record: RangeRecord,
  ): string => {
    if (end !== undefined && decision === 'extent') return extentText(end, beside);
    if (end !== undefined && end.first === first.first) return endText(end);
    return endsBefore(record, walk) ? `returns ${returnText(record.ret)}` : 'goes on';
  };
  return {
    decision,
    met: originName(first.origin, owner),
    left: does(one, other, pair.left.record),
    right: does(other, one, pair.right.record),
  };
}

function firstOtherEnd(left: readonly WalkEnd[], right: readonly WalkEnd[]): number {
  const common = Math.min(left.length, right.length);
  for (let walk = 0; walk < common; walk++) {
    const [one, other] = [left[walk], right[walk]];
    if (one === undefined || other === undefined || !sameEnd(one, other)) return walk;
  }
  return common;
}

function sameEnd(one: WalkEnd, other: WalkEnd): boolean {
  return (
    one.ending === other.ending &&
    one.first === other.first &&
    one.stop === other.stop &&
    one.origin === other.origin &&
    one.write === other.write
  );
}

/** Page faults of a walk before the one that ended otherwise, if they were others. */
function firstOtherFault(pair: Pair, parted: number): Decision | undefined {
  const { left, right } = pair;
  const call = left.record.faults.firstOther(right.record.faults);
  const ends = left.record.walkEnds();
  const others = right.record.walkEnds();
  for (let walk = 0; walk < parted; walk++) {
    const [one, other] = [ends[walk], others[walk]];
    if (one === undefined || other === undefined) return undefined;
    if (one.faults <= call && other.faults <= call) continue;
    return {
      decision: 'faults',
      met: originName(one.origin, pair.scenario.range.owner),
      left: callText(left.record, call, one),
      right: callText(right.record, call, other),
    };
  }
  return undefined;
}

function callText({ faults }: RangeRecord, call: number, end: WalkEnd): string {
  if (call >= end.faults) return 'leaves a page out';
  let row = 0;
  let calls = faults.row(row).pages;
  while (calls <= call) calls += faults.row(++row).pages;
  return faults.row(row).write ? 'faults for write' : 'faults for read';
}

/**
 * The walk before ended alike on both sides, at this piece; and then one side does the same there
 * once more, or finds that it would do so endlessly: there the fault or wait did not help.
 */
function sameAgain(
  pair: Pair,
  one: WalkEnd | undefined,
  other: WalkEnd | undefined,
  before: WalkEnd | undefined,
): Decision | undefined {
  // What no fault and no wait was made for cannot help: going on after it is another mistake.
  if (before === undefined || !triesToHelp(before.ending)) return undefined;
  const { left, right, scenario } = pair;
  const stuckLeft = isStuck(one, before, left.record);
  const stuckRight = isStuck(other, before, right.record);
  if (stuckLeft === stuckRight) return undefined;
  const does = (stuck: boolean, { ret }: RangeRecord): string => {
    if (!stuck) return 'goes on';
    return ret === LIVELOCK ? 'livelock' : `${endText(before)} again`;
  };
  const met = originName(before.origin, scenario.range.owner);
  return {
    decision: 'again',
    met,
    left: does(stuckLeft, left.record),
    right: does(stuckRight, right.record),
  };
}

function triesToHelp(ending: Ending): boolean {
  return ending === Ending.faulted || ending === Ending.waited || ending === Ending.lockDropped;
}

function isStuck(end: WalkEnd | undefined, before: WalkEnd, { ret }: RangeRecord): boolean {
  if (end === undefined) return ret === LIVELOCK;
  return (
    end.first === before.first &&
    end.ending === before.ending &&
    end.origin === before.origin &&
    end.write === before.write
  );
}

/** The ending nearer to the start of the range: a side that came further met that entry too. */
function earlier(one: WalkEnd | undefined, other: WalkEnd | undefined): WalkEnd | undefined {
  if (one === undefined || other === undefined) return one ?? other;
  return other.first < one.first ? other : one;
}

function decisionName(
  pair: Pair,
  one: WalkEnd | undefined,
  other: WalkEnd | undefined,
  before: WalkEnd | undefined,
): DecisionName {
  const first = earlier(one, other);
  if (first !== undefined && before !== undefined && first.first < before.first) return 'resume';
  if (one !== undefined && other !== undefined) {
    if (one.first === other.first) return atOnePlace(one, other);
    return isOnePiece(one, other) ? 'extent' : 'need';
  }
  const silent = one === undefined ? pair.left.record : pair.right.record;
  const walks = (one === undefined ? pair.right : pair.left).record.walkEnds();
  return endsBefore(silent, silent.walkEnds().length) && walks.length > silent.walks
    ? 'end'
    : 'need';
}

/** Whether a side's call ended before it began walk number `walk`, counted from 0. */
function endsBefore({ walks }: RangeRecord, walk: number): boolean {
  return walks <= walk;
}

function atOnePlace(one: WalkEnd, other: WalkEnd): DecisionName {
  if (one.origin !== other.origin) return 'met';
  if (one.write !== undefined && other.write !== undefined && one.write !== other.write) {
    return 'need';
  }
  return one.ending === other.ending ? 'extent' : 'action';
}

/** Whether two endings are about one piece, which the walk cut out differently. */
function isOnePiece(one: WalkEnd, other: WalkEnd): boolean {
  if (one.origin !== other.origin || isPte(one.origin)) return false;
  return one.first < other.stop && other.first < one.stop;
}

const PTES = kindsThat(({ callback }) => callback === 'pte');

/** A PTE is looked at by itself; any other piece as a whole. */
function isPte(origin: number): boolean {
  return isAmong(PTES, kindOf(origin));
}

function endText(end: WalkEnd): string {
  if (end.ending === Ending.faulted && end.write !== undefined) {
    return `faults for ${end.write ? 'write' : 'read'}`;
  }
  return ENDING_NAMES[end.ending];
}

/** The ending of a piece that is cut out differently, and which way. */
function extentText(end: WalkEnd, other: WalkEnd | undefined): string {
  if (other === undefined) return endText(end);
  if (end.first !== other.first) {
    return `${endText(end)} from ${end.first < other.first ? 'an earlier' : 'a later'} start`;
  }
  return `${endText(end)} to ${end.stop < other.stop ? 'an earlier' : 'a later'} end`;
}
