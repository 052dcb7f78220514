// SPDX-License-Identifier: GPL-2.0-or-later
import { EBUSY } from '../../mm/errno';
import type { FaultTrace } from '../../mm/fault-trace';
import { ENDING_NAMES, Ending, type WalkEnd } from '../../mm/range-record';
import type { Decision } from '../campaign/decision';
import { returnText } from '../run/result';
import { decided, endsText, isWithin, nameOf, originAt, type ResultPair } from './result-pair';

/** One page fault of a trace; how the page's entry looked is for the model to say. */
interface Call {
  readonly page: number;
  readonly write: boolean;
}

/** Where the two fault other pages, or otherwise: the first page fault that differs. */
export function faultDecision(pair: ResultPair): Decision {
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
    if (!isFirst && (right.record.ret === 0 || right.record.ret === EBUSY)) {
      return decided('extent', met, 'faults to a later end', 'faults to an earlier end');
    }
    const name = right.record.ret === 0 ? 'need' : 'action';
    return decided(name, met, faultText(one), does);
  }
  if (one.page === other.page) {
    return decided(isFirst ? 'need' : 'faults', met, faultText(one), faultText(other));
  }
  if (!isFirst) return decided('extent', met, 'faults its piece', 'faults other pages of it');
  if (other.page < one.page) {
    const place = originAt(pair, other.page);
    return decided(
      isWithin(end, other.page) ? 'extent' : 'need',
      place,
      'goes on',
      faultText(other),
    );
  }
  if (isWithin(end, other.page) && !wentPast(pair, one.page)) {
    return decided('extent', met, 'faults from its start', 'faults from a later page');
  }
  return decided('need', met, faultText(one), 'goes on');
}

/** Whether the result has put out a page that it has not faulted: it took no fault to be needed there. */
function wentPast({ right, scenario }: ResultPair, page: number): boolean {
  if (right.holdsRequest(page, scenario.range.asks[page] ?? 0)) return false;
  return page < right.record.stoppedAt && right.record.faults.rowWith(page) < 0;
}

/** The result has a fault where the model has none any more. */
function extraFault(pair: ResultPair, other: Call | undefined): Decision {
  const { left, right } = pair;
  if (other === undefined) return decided('faults', undefined, 'its faults', 'others');
  const last = left.record.walkEnds().at(-1);
  const met = originAt(pair, other.page);
  if (last !== undefined && isWithin(last, other.page)) {
    if (last.ending === Ending.faultFailed) {
      return decided('faults', nameOf(pair, last.origin), ENDING_NAMES[last.ending], 'goes on');
    }
    // All of its piece has been faulted.
    if (last.ending === Ending.faulted) {
      return decided('again', nameOf(pair, last.origin), 'goes on', `${faultText(other)} again`);
    }
    return decided(
      'action',
      nameOf(pair, last.origin),
      ENDING_NAMES[last.ending],
      faultText(other),
    );
  }
  const does = left.record.ret === 0 ? 'goes on' : `returns ${returnText(left.record.ret)}`;
  const again = right.record.faults.rowWith(0) >= 0 && last !== undefined;
  return decided(
    again && last.first === other.page ? 'again' : 'need',
    met,
    does,
    faultText(other),
  );
}

function callAt(trace: FaultTrace, number: number): Call | undefined {
  let calls = 0;
  for (let index = 0; index < trace.rows; index++) {
    const { first, pages, write } = trace.row(index);
    if (number < calls + pages) return { page: first + number - calls, write };
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

function faultText({ write }: Call): string {
  return write ? 'faults for write' : 'faults for read';
}
