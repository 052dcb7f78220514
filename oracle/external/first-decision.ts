// SPDX-License-Identifier: GPL-2.0-or-later
import { EBUSY } from '../../mm/errno';
import { ENDING_NAMES, Ending, type WalkEnd } from '../../mm/range-record';
import { wordDecision } from '../campaign/cause';
import type { Decision } from '../campaign/decision';
import type { Side } from '../run/side';
import { faultDecision } from './fault-decision';
import { decided, endsText, nameOf, originAt, type ResultPair } from './result-pair';

/**
 * The decision by which a result from outside first parts from a model's, judged by what the result
 * shows alone: its faults in order, then what it returned and where, then its words. The model says
 * which entry was met there.
 */
export function firstDecision(pair: ResultPair): Decision {
  const { left, right } = pair;
  const early = staleDecision(pair) ?? leftDecision(pair) ?? successDecision(pair);
  if (early !== undefined) return early;
  if (!left.record.faults.equals(right.record.faults)) return faultDecision(pair);
  return endDecision(pair) ?? pageDecision(pair);
}

/**
 * Where the check of the sequence ended one of the calls only: the other one went on to begin that walk, or
 * returned something else there. Which entries the call was about has nothing to do with it.
 */
function staleDecision({ left, right }: ResultPair): Decision | undefined {
  const [one, other] = [left.record, right.record];
  const isOther = right.otherReturn !== undefined;
  if ((one.ret === EBUSY) === (other.ret === EBUSY && !isOther)) return undefined;
  const [ended, further] = one.ret === EBUSY ? [one, other] : [other, one];
  // All page faults of the call that ended are those of the other one, too.
  if (one.faults.firstOther(other.faults) < ended.faults.calls) return undefined;
  const texts = [one, other].map((record) => (record === ended ? 'returns -EBUSY' : 'goes on'));
  const [does = '', alsoDoes = ''] = texts;
  if (further.walks > ended.walks) return decided('end', undefined, does, alsoDoes);
  const isSame = further.walks === ended.walks && one.faults.equals(other.faults);
  if (!isSame || ended !== one || (other.ret === 0 && !isOther)) return undefined;
  return decided('ret', undefined, endsText(left), endsText(right));
}

/**
 * Where the result returned in a walk that the model left to wait for an entry, or to fault its piece. Then the
 * model meets what has come of that, and decides on it: not what the two part in.
 */
function leftDecision(pair: ResultPair): Decision | undefined {
  const { left, right } = pair;
  const { ret, walks, faults } = right.record;
  const end = left.record.walkEnds()[walks - 1];
  if (end === undefined || ret === 0 || (ret === EBUSY && right.otherReturn === undefined)) {
    return undefined;
  }
  if (end.ending !== Ending.waited && end.ending !== Ending.faulted) return undefined;
  // A call that would repeat such a walk without end returns after it: so have both.
  const isAsModel = left.record.ret === ret && left.record.walks === walks;
  if (isAsModel && right.otherReturn === undefined) return undefined;
  // The page faults until there are the same, and the result has no others.
  const same = left.record.faults.firstOther(faults);
  if (faults.calls !== end.faults || same < end.faults) return undefined;
  return decided('action', nameOf(pair, end.origin), ENDING_NAMES[end.ending], endsText(right));
}

/**
 * Where the result is a success of a call that went no further: in the walk in which the model faulted the same pages
 * to walk again, or failed, no page from there on was put out.
 */
function successDecision(pair: ResultPair): Decision | undefined {
  const { left, right } = pair;
  const { ret, walks, faults } = right.record;
  const end = left.record.walkEnds()[walks - 1];
  if (ret !== 0 || right.otherReturn !== undefined || end === undefined) return undefined;
  if (faults.calls !== end.faults || left.record.faults.firstOther(faults) < end.faults) {
    return undefined;
  }
  if (!isLeftAsAsked(pair, end.first)) return undefined;
  const met = nameOf(pair, end.origin);
  if (end.ending === Ending.faulted) return decided('end', met, 'walks again', 'returns 0');
  const fails = left.record.walks === walks && left.record.ret !== 0;
  return fails ? decided('ret', met, endsText(left), endsText(right)) : undefined;
}

/** Whether the words of all pages from one on are what was asked; a word that asks nothing may as well be none. */
function isLeftAsAsked({ right, scenario }: ResultPair, from: number): boolean {
  const { asks } = scenario.range;
  let isAsked = false;
  for (let page = from; page < right.record.pages; page++) {
    const ask = asks[page] ?? 0;
    if (!right.holdsRequest(page, ask)) return false;
    isAsked ||= right.word(page) !== 0n;
  }
  return isAsked;
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
    const both = right.otherReturn !== undefined || (one.ret !== 0 && other.ret !== 0);
    // Both have found that a fault is needed, and that it fails.
    if (!both && end?.ending === Ending.faultFailed) {
      return decided('faults', met, ENDING_NAMES[end.ending], 'goes on');
    }
    // Where one of them goes on, it has not found that a fault is needed.
    const does = (side: Side): string => (side.record.ret === 0 ? 'goes on' : endsText(side));
    return both
      ? decided('ret', met, endsText(left), endsText(right))
      : decided('need', met, does(left), does(right));
  }
  if (one.walks !== other.walks) {
    const piece = one.walks < other.walks ? faultedAtOnce(one.walkEnds()) : undefined;
    if (piece !== undefined) {
      return decided(
        'extent',
        nameOf(pair, piece.origin),
        'faults a piece at once',
        'in several walks',
      );
    }
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

/** A walk that was left after it had faulted a piece of more than one page. */
function faultedAtOnce(ends: readonly WalkEnd[]): WalkEnd | undefined {
  return ends.find(
    ({ ending, faults }, index) =>
      ending === Ending.faulted && faults - (ends[index - 1]?.faults ?? 0) > 1,
  );
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
function isWhereWalkResumes({ left }: ResultPair, page: number): boolean {
  return left.record.walkEnds().some(({ first }) => first === page);
}

/** Words that differ in nothing but the pfn: which way. */
function pfnDecision(pair: ResultPair, page: number): Decision | undefined {
  const one = pair.left.states.at(page);
  const other = pair.right.states.at(page);
  if (one.kind !== other.kind || one.pfn === other.pfn) return undefined;
  const [left, right] = one.pfn < other.pfn ? ['an earlier', 'a later'] : ['a later', 'an earlier'];
  return decided('pfn', originAt(pair, page), `${left} pfn`, `${right} pfn`);
}

function walksText(walks: number): string {
  return walks === 1 ? '1 walk' : 'another number of walks';
}

function countText(count: number | undefined): string {
  return count === undefined ? 'no count' : 'a count';
}
