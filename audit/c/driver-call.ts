// SPDX-License-Identifier: GPL-2.0-or-later

import { LegacyFormat } from '../../legacy/format';
import type { AddressSpace } from '../../mm/address-space';
import { Kind } from '../../mm/entry';
import { LIVELOCK } from '../../mm/errno';
import { StateKind } from '../../mm/page-states';
import { Ask, type RangeRequest } from '../../mm/range';
import { address, PAGE_SIZE, PFN_LIMIT } from '../../mm/units';
import { runOrThrow, runSide } from '../../oracle/run/runner';
import type { Side } from '../../oracle/run/side';
import { SideFailure } from '../../oracle/run/side-failure';
import { isModel, isModern } from '../../oracle/run/side-names';
import type { Scenario } from '../../oracle/scenario/scenario';
import type { RangeAnswer } from './batch';
import type { AskedRange } from './case-result';
import { askOfWord, legacyBits, MODERN_BITS, type RequestBits } from './policy';

/** A range fault that a driver's function called, and what it came to. */
export interface DriverCall {
  readonly scenario: Scenario;
  readonly answer: RangeAnswer;
  /** The state of each page that the call put a word out for; none of the others. */
  readonly kinds: Uint8Array;
  readonly pfns: Float64Array;
  /** What each word was filled from, as `RangeRecord.origins` has it. */
  readonly origins: Uint32Array;
  /** The order of the mapping that each word tells. */
  readonly orders: Uint8Array;
}

/** Why a call has no answer. */
export type NoAnswer =
  | 'the call does not return'
  | 'pfn too high'
  | 'too many range faults'
  | 'pages of a file were replaced';

/** A range that is faulted in more pieces is left out: each answer runs the driver again. */
const MOST_PIECES = 24;

/** What a range fault that a driver asks for comes to, and those that will likely follow. */
interface AnsweredCall {
  readonly call: DriverCall;
  readonly following: readonly DriverCall[];
}

/**
 * Runs the range fault that a driver asks for, in the state that its earlier ones have left. The
 * scenario's events happen during the first call; what they changed stays.
 */
export function answerCall(
  scenario: Scenario,
  earlier: readonly DriverCall[],
  asked: AskedRange,
  side: Side,
  space: AddressSpace,
): AnsweredCall | NoAnswer | SideFailure {
  const { mm } = scenario;
  const pieces = new Set(earlier.map(({ answer }) => answer.start)).add(asked.start);
  if (pieces.size > MOST_PIECES) return 'too many range faults';
  space.load(mm);
  for (const [index, call] of earlier.entries()) {
    beginCall(index, space);
    // It came to a result before: what follows depends on it.
    runOrThrow(side, call.scenario);
  }
  const call = runCall(earlier.length, scenario, asked, side, space);
  if (!isCall(call)) return call;
  return { call, following: followingCalls(scenario, [...earlier, call], asked, side, space) };
}

function isCall(call: DriverCall | NoAnswer | SideFailure): call is DriverCall {
  return typeof call !== 'string' && !(call instanceof SideFailure);
}

/**
 * The range faults of a loop that takes the rest of the range in pieces like the one that was asked
 * for, until one fails: the loop then does something else.
 */
function followingCalls(
  scenario: Scenario,
  earlier: readonly DriverCall[],
  asked: AskedRange,
  side: Side,
  space: AddressSpace,
): readonly DriverCall[] {
  const { end } = scenario.range;
  const length = asked.end - asked.start;
  // What the array will hold is not known.
  if (length === 0 || letsWordsThrough(asked, side)) return [];
  const pieces = new Set(earlier.map(({ answer }) => answer.start));
  const following: DriverCall[] = [];
  let last = earlier.at(-1);
  for (let start = asked.end; start < end; start += length) {
    if (last === undefined || last.answer.ret < 0) break;
    if (pieces.add(start).size > MOST_PIECES) break;
    const next = { ...asked, start, end: Math.min(start + length, end) };
    const call = runCall(earlier.length + following.length, scenario, next, side, space);
    if (!isCall(call)) break;
    following.push(call);
    last = call;
  }
  return following;
}

/** What happens right before a call with this number. */
function beginCall(index: number, space: AddressSpace): void {
  if (index === 1) space.endEvents();
  space.stale = false;
}

function runCall(
  index: number,
  scenario: Scenario,
  asked: AskedRange,
  side: Side,
  space: AddressSpace,
): DriverCall | NoAnswer | SideFailure {
  if (index > 0 && losesPages(scenario, side)) return 'pages of a file were replaced';
  beginCall(index, space);
  const own = scenarioOf(scenario, asked, side);
  runSide(side, own);
  if (side.failure !== undefined) return side.failure;
  return side.record.ret === LIVELOCK
    ? 'the call does not return'
    : asCall(own, asked, side, space);
}

/**
 * Whether an event of the first call leaves what no later one would see: a tree is given VMAs and entries anew for each,
 * but not the frames that pages of a file have instead of those of their VMA.
 */
function losesPages({ mm }: Scenario, { name }: Side): boolean {
  return !isModel(name) && mm.events.some(({ filePages }) => filePages !== undefined);
}

function asCall(
  scenario: Scenario,
  { start }: AskedRange,
  side: Side,
  { stale }: AddressSpace,
): DriverCall | NoAnswer {
  const { record, states } = side;
  const { pages } = record;
  const origins = record.origins.slice(0, pages);
  const written = Uint8Array.from(origins, (origin) => (origin === Kind.untouched ? 0 : 1));
  const kinds = new Uint8Array(pages);
  const pfns = new Float64Array(pages);
  const orders = new Uint8Array(pages);
  for (let page = 0; page < pages; page++) {
    if (written[page] === 0 || page >= record.stoppedAt) continue;
    kinds[page] = states.kinds[page] ?? StateKind.none;
    pfns[page] = states.pfn(page);
    orders[page] = side.mapOrder(page);
    if ((pfns[page] ?? 0) >= PFN_LIMIT && kinds[page] !== StateKind.malformed)
      return 'pfn too high';
  }
  const ret = side.pageCount ?? record.ret;
  const words = side.words.slice(0, 2 * pages);
  return {
    ...{ scenario, kinds, pfns, origins, orders },
    answer: { start, pages, invalidated: stale, ret, words, written },
  };
}

/** The call as a scenario of its own: another range of the same memory. */
function scenarioOf(scenario: Scenario, asked: AskedRange, side: Side): Scenario {
  if (isModern(side.name)) return { ...scenario, range: requestOf(asked, MODERN_BITS) };
  const format = formatOf(asked);
  return { ...scenario, range: requestOf(asked, legacyBits(format)), format };
}

function formatOf({ flags, values, pfnShift }: AskedRange): LegacyFormat {
  const [valid, write] = flags;
  const [error, none, special] = values;
  return new LegacyFormat({ flags: { valid, write }, values: { error, none, special }, pfnShift });
}

/** Whether the mask of a call lets something of the array's words count. */
function letsWordsThrough(asked: AskedRange, side: Side): boolean {
  const bits = isModern(side.name) ? MODERN_BITS : legacyBits(formatOf(asked));
  return wordsCount(asked, bits);
}

function wordsCount({ mask }: AskedRange, { valid, write }: RequestBits): boolean {
  return (mask & (valid | write)) !== 0n;
}

function requestOf(asked: AskedRange, bits: RequestBits): RangeRequest {
  const { start, end, defaults, mask, owner } = asked;
  const asks = new Uint8Array((end - start) / PAGE_SIZE);
  // Under a mask of 0, as most drivers have it, no word counts.
  if (wordsCount(asked, bits)) {
    for (const page of asks.keys()) asks[page] = askOfWord(asked.word(page) & mask, bits);
  }
  return {
    ...{ start: address(start), end: address(end), owner, asks },
    defaults: askOfWord(defaults, bits),
    // It was applied to the words.
    mask: Ask.all,
  };
}
