// SPDX-License-Identifier: GPL-2.0-or-later
import { EBUSY } from '../../mm/errno';
import type { FaultTrace } from '../../mm/fault-trace';
import { ENDING_NAMES, Ending, type WalkEnd } from '../../mm/range-record';
import { PAGE_SIZE } from '../../mm/units';
import { wordDecision } from '../campaign/cause';
import type { Decision, DecisionName } from '../campaign/decision';
import type { Pair } from '../compare/compare';
import { type OriginName, originName } from '../compare/origin';
import { returnText } from '../run/return-code';
import type { Side } from '../run/side';
import { ResultSide } from './result-side';

/** A model's run on the left, or the result that stands for one; on the right another result from outside. */
export interface ResultPair extends Pair {
  readonly right: ResultSide;
  /** An output word of the left side as the right one lays it out, if that does it otherwise. */
  readonly wordOf?: ((word: bigint) => bigint) | undefined;
}

/** One page fault of a trace; how the page's entry looked is for the model to say. */
interface Call {
  readonly at: number;
  readonly write: boolean;
}

/**
 * The decision by which a result from outside first parts from a model's, judged by what the result
 * shows alone: its faults in order, then what it returned and where, then its words. The model says
 * which entry was met there.
 */
export function firstDecision(pair: ResultPair): Decision {
  const { left, right } = pair;
  const waited = waitDecision(pair);
  if (waited !== undefined) return waited;
  if (!left.record.faults.equals(right.record.faults)) return faultDecision(pair);
  return endDecision(pair) ?? pageDecision(pair);
}

/**
 * Where the result returned in a walk that the model left to wait for an entry. Once that has arrived, the
 * model meets what it was waiting for, and decides on that: not what the two part in.
 */
function waitDecision(pair: ResultPair): Decision | undefined {
  const { left, right } = pair;
  const { ret, walks, faults } = right.record;
  const end = left.record.walkEnds()[walks - 1];
  if (end?.ending !== Ending.waited || ret === 0 || ret === EBUSY) return undefined;
  // The page faults until there are the same, and the result has no others.
  const same = left.record.faults.firstOther(faults);
  if (faults.calls !== end.faults || same < end.faults) return undefined;
  return decided('action', nameOf(pair, end.origin), ENDING_NAMES[end.ending], endsText(right));
}

function faultDecision(pair: ResultPair): Decision {
  const { left, right } = pair;
  const number = left.record.faults.firstOther(right.record.faults);
  const one = callAt(left.record.faults, number);
  const other = callAt(right.record.faults, number);
  const end = endOfCall(left.record.walkEnds(), number);
  if (one === undefined || end === undefined) return extraFault(pair, other);
  const met = nameOf(pair, end.origin);
  const isFirst = number === firstCallOf(left.record.walkEnds(), end);
  if (other === undefined) {
    const does = right.record.ret === 0 ? 'goes on' : endsText(right);
    if (!isFirst && right.record.ret === 0) {
      return decided('extent', met, 'faults to a later end', 'faults to an earlier end');
    }
    const name = right.record.ret === 0 ? 'need' : 'action';
    return decided(name, met, faultText(one), does);
  }
  if (one.at === other.at) {
    return decided(isFirst ? 'need' : 'faults', met, faultText(one), faultText(other));
  }
  if (!isFirst) return decided('extent', met, 'faults its piece', 'faults other pages of it');
  if (other.at < one.at) {
    const page = (other.at - pair.scenario.range.start) / PAGE_SIZE;
    const place = originAt(pair, page);
    return decided(isWithin(end, other.at) ? 'extent' : 'need', place, 'goes on', faultText(other));
  }
  if (isWithin(end, other.at)) {
    return decided('extent', met, 'faults from its start', 'faults from a later page');
  }
  return decided('need', met, faultText(one), 'goes on');
}

/** The result has a fault where the model has none any more. */
function extraFault(pair: ResultPair, other: Call | undefined): Decision {
  const { left, right, scenario } = pair;
  if (other === undefined) return decided('faults', undefined, 'its faults', 'others');
  const page = (other.at - scenario.range.start) / PAGE_SIZE;
  const last = left.record.walkEnds().at(-1);
  const met = originAt(pair, page);
  if (last !== undefined && isWithin(last, other.at)) {
    if (last.ending === Ending.faulted || last.ending === Ending.faultFailed) {
      return decided('extent', nameOf(pair, last.origin), 'faults its piece', 'faults more of it');
    }
    return decided(
      'action',
      nameOf(pair, last.origin),
      ENDING_NAMES[last.ending],
      faultText(other),
    );
  }
  const does = left.record.ret === 0 ? 'goes on' : `returns ${returnText(left.record.ret)}`;
  const again = right.record.faults.rowWith(pair.scenario.range.start) >= 0 && last !== undefined;
  return decided(again && last.start === other.at ? 'again' : 'need', met, does, faultText(other));
}

/** Where the faults are the same: what was returned, after how many walks, and where. */
function endDecision(pair: ResultPair): Decision | undefined {
  const { left, right } = pair;
  const [one, other] = [left.record, right.record];
  if (one.ret !== other.ret || right.otherReturn !== undefined) {
    const page = Math.min(
      one.ret === 0 ? one.pages : one.stoppedAt,
      other.ret === 0 ? other.pages : other.stoppedAt,
    );
    const end = one.ret === 0 ? undefined : one.walkEnds().at(-1);
    const met = end === undefined ? originAt(pair, page) : nameOf(pair, end.origin);
    const both = one.ret !== 0 && (other.ret !== 0 || right.otherReturn !== undefined);
    // Where one of them goes on, it has not found that a fault is needed.
    const does = (side: Side): string => (side.record.ret === 0 ? 'goes on' : endsText(side));
    return decided(both ? 'ret' : 'need', met, does(left), does(right));
  }
  if (one.walks !== other.walks) {
    const waits = one.walkEnds().find(({ ending }) => ending === Ending.waited);
    const met = waits === undefined ? undefined : nameOf(pair, waits.origin);
    return decided('again', met, walksText(one.walks), walksText(other.walks));
  }
  if (one.stoppedAt !== other.stoppedAt) {
    const page = Math.min(one.stoppedAt, other.stoppedAt);
    const later = one.stoppedAt > other.stoppedAt;
    const [left, right] = later ? ['a later', 'an earlier'] : ['an earlier', 'a later'];
    return decided(
      'resume',
      originAt(pair, page),
      `stops at ${left} page`,
      `stops at ${right} page`,
    );
  }
  if (pair.left.pageCount !== pair.right.pageCount) {
    return decided('count', undefined, countText(pair.left.pageCount), countText(right.pageCount));
  }
  return undefined;
}

/** Where all else is the same: the first word that is another one. */
function pageDecision(pair: ResultPair): Decision {
  const { left, right } = pair;
  const { stoppedAt, pages } = left.record;
  for (let page = 0; page < pages; page++) {
    const word = left.word(page);
    const laidOut = page < stoppedAt ? (pair.wordOf?.(word) ?? word) : word;
    if (laidOut === right.word(page)) continue;
    if (page >= stoppedAt) {
      return decided('input', originAt(pair, page), 'keeps the input', 'destroys the input');
    }
    const one = left.states.at(page);
    const other = right.states.at(page);
    const isSame = one.kind === other.kind && one.pfn === other.pfn;
    if (isSame && left.mapOrder(page) === right.mapOrder(page)) {
      return decided('bits', originAt(pair, page), 'its bits', 'other bits');
    }
    if (
      isWhereWalkResumes(pair, page) &&
      right.holdsRequest(page, pair.scenario.range.asks[page] ?? 0)
    ) {
      return decided('resume', originAt(pair, page), 'there', 'at a later page');
    }
    return pfnDecision(pair, page) ?? wordDecision(pair, page);
  }
  return decided('input', undefined, 'one array', 'another array');
}

/** Whether a walk of the model was left at a page, so that the next one began there. */
function isWhereWalkResumes({ left, scenario }: ResultPair, page: number): boolean {
  const at = scenario.range.start + page * PAGE_SIZE;
  return left.record.walkEnds().some(({ start }) => start === at);
}

/** Words that differ in nothing but the pfn: which way. */
function pfnDecision(pair: ResultPair, page: number): Decision | undefined {
  const one = pair.left.states.at(page);
  const other = pair.right.states.at(page);
  if (one.kind !== other.kind || one.pfn === other.pfn) return undefined;
  const [left, right] = one.pfn < other.pfn ? ['an earlier', 'a later'] : ['a later', 'an earlier'];
  return decided('pfn', originAt(pair, page), `${left} pfn`, `${right} pfn`);
}

function decided(
  decision: DecisionName,
  met: OriginName | undefined,
  left: string,
  right: string,
): Decision {
  return { decision, met, left, right };
}

function callAt(trace: FaultTrace, number: number): Call | undefined {
  let calls = 0;
  for (let index = 0; index < trace.rows; index++) {
    const { at, pages, write } = trace.row(index);
    if (number < calls + pages) return { at: at + (number - calls) * PAGE_SIZE, write };
    calls += pages;
  }
  return undefined;
}

/** The walk that ended with a call: ends note how many there had been by then. */
function endOfCall(ends: readonly WalkEnd[], number: number): WalkEnd | undefined {
  return ends.find(({ faults }) => faults > number);
}

function firstCallOf(ends: readonly WalkEnd[], end: WalkEnd): number {
  return ends[ends.indexOf(end) - 1]?.faults ?? 0;
}

function isWithin({ start, end }: WalkEnd, at: number): boolean {
  return start <= at && at < end;
}

function nameOf({ scenario }: Pair, origin: number): OriginName {
  return originName(origin, scenario.range.owner);
}

/** What stands at a page: what the model filled it from, or where its last walk ended. */
function originAt(pair: Pair, page: number): OriginName | undefined {
  const { record } = pair.left;
  if (page < 0 || page >= record.pages) return undefined;
  if (page < record.stoppedAt) return nameOf(pair, record.origins[page] ?? 0);
  const at = pair.scenario.range.start + page * PAGE_SIZE;
  const over = record.walkEnds().findLast((end) => isWithin(end, at));
  return over === undefined ? undefined : nameOf(pair, over.origin);
}

function faultText({ write }: Call): string {
  return write ? 'faults for write' : 'faults for read';
}

function endsText(side: Side): string {
  const other = side instanceof ResultSide ? side.otherReturn : undefined;
  return `returns ${returnText(other ?? side.record.ret)}`;
}

function walksText(walks: number): string {
  return walks === 1 ? '1 walk' : 'another number of walks';
}

function countText(count: number | undefined): string {
  return count === undefined ? 'no count' : 'a count';
}
