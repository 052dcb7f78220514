// SPDX-License-Identifier: GPL-2.0-or-later
import type { ThreadEvent } from '../../mm/image';
import type { NoProgressPages } from '../../mm/no-progress';
import { Ask, type RangeRequest } from '../../mm/range';
import { advance, PAGE_SIZE, pagesBetween } from '../../mm/units';
import type { Scenario } from '../scenario/scenario';
import { closeUp } from './close-up';
import { simplerThan } from './complexity';
import { askingNothing, type ShrinkStep, shorter, withMm, withRange } from './edit';
import { FAULT_ERRORS } from './interfere';
import { keepsRules } from './rules';
import { fewerEntries, simplerEntries, simplerOwners } from './simplify-entries';
import { simplerFormat, simplerFrames } from './simplify-numbers';
import { movedRange, translated } from './simplify-place';
import { simplerCall } from './simplify-unlocked';
import { fewerVmas, simplerVmas } from './simplify-vmas';

const { nothing, read, write, writeOnly, all } = Ask;
/** The simplest first. */
const ASKS = [nothing, read, write, writeOnly] as const;
const MASKS = [nothing, all, read, write, writeOnly] as const;

/** Up to this many pages are examined one by one. */
const SINGLY = 16;

/** Asks that are simpler to say: by default instead of page by page, the same of all, or less. */
function* simplerRequest(scenario: Scenario): Iterable<Scenario> {
  const { range } = scenario;
  for (const defaults of ASKS) {
    yield withRange(scenario, { defaults, mask: nothing, asks: uniform(range, nothing) });
  }
  for (const defaults of ASKS) yield withRange(scenario, { defaults });
  for (const mask of MASKS) yield withRange(scenario, { mask });
  for (const ask of ASKS) yield withRange(scenario, { asks: uniform(range, ask) });
  for (const asks of simplerAsks(range.asks)) yield withRange(scenario, { asks });
}

/** Pieces of the pages with nothing asked, each half, quarter and so on; then each page with less. */
function* simplerAsks(asks: Uint8Array): Iterable<Uint8Array> {
  for (let size = Math.ceil(asks.length / 2); size >= 1; size = Math.floor(size / 2)) {
    if (asks.length / size > 2 * SINGLY) break;
    for (let from = 0; from < asks.length; from += size) {
      for (const ask of ASKS) yield asks.slice().fill(ask, from, from + size);
    }
  }
}

function uniform({ asks }: RangeRequest, ask: Ask): Uint8Array {
  return new Uint8Array(asks.length).fill(ask);
}

/** A range of at most this many pages is tried at every single page. */
const EVERY_PAGE = 16;

/** Fewer pages: a single one, then what is left without a piece at either end. */
function* narrowerRange(scenario: Scenario): Iterable<Scenario> {
  const { range } = scenario;
  const pages = range.asks.length;
  if (pages === 0 && range.start > range.end) yield withRange(scenario, { end: range.start });
  if (pages < 2) return;
  for (const page of promisingPages(scenario)) yield cut(scenario, page, page + 1);
  for (let size = Math.floor(pages / 2); size >= 1; size = Math.floor(size / 2)) {
    yield cut(scenario, 0, pages - size);
    yield cut(scenario, size, pages);
  }
  for (let size = Math.floor(pages / 2); size >= 1; size = Math.floor(size / 2)) {
    if (pages / size > 2 * EVERY_PAGE) return;
    for (let from = 0; from + size <= pages; from += size) {
      yield closeUp(scenario, from, from + size, 'down');
      yield closeUp(scenario, from, from + size, 'up');
    }
  }
}

/** All pages of a short range; of a long one those where something begins, and the last. */
function promisingPages({ mm, range }: Scenario): Iterable<number> {
  const { start, end, asks } = range;
  if (asks.length <= EVERY_PAGE) return asks.keys();
  const places = [
    start,
    ...mm.vmas.flatMap((vma) => [vma.start, vma.end]),
    ...mm.entries.slice(0, 2 * EVERY_PAGE).map((entry) => entry.at),
    ...mm.faultErrors.keys(),
    advance(end, -PAGE_SIZE),
  ].filter((at) => start <= at && at < end);
  return new Set(places.map((at) => pagesBetween(start, at)));
}

function cut(scenario: Scenario, from: number, to: number): Scenario {
  const { start, asks } = scenario.range;
  return withRange(scenario, {
    start: advance(start, PAGE_SIZE * from),
    end: advance(start, PAGE_SIZE * to),
    asks: asks.slice(from, to),
  });
}

/** Fewer events; an event's entries there from the start; less of an event. */
function* simplerEvents(scenario: Scenario): Iterable<Scenario> {
  const { events, entries } = scenario.mm;
  for (const fewer of shorter(events)) yield withMm(scenario, { events: fewer });
  for (const [index, event] of events.entries()) {
    const others = events.toSpliced(index, 1);
    const plain = withMm(scenario, { events: others, entries: [...entries, ...event.entries] });
    yield plain;
    // What is there from the start, the call itself may change: it stays if nothing is asked.
    yield askingNothing(plain);
    for (const fewer of shorter(event.entries)) {
      yield withMm(scenario, { events: events.with(index, { ...event, entries: fewer }) });
    }
    if (event.invalidate) {
      yield withMm(scenario, { events: events.with(index, { ...event, invalidate: false }) });
    }
    for (let beforeWalk = 1; beforeWalk < event.beforeWalk; beforeWalk++) {
      yield withMm(scenario, { events: events.with(index, { ...event, beforeWalk }) });
    }
  }
}

/** Fewer changes within a walk; one of them before the call begins, or less of it, or earlier. */
function* simplerReadEvents(scenario: Scenario): Iterable<Scenario> {
  const { readEvents, entries } = scenario.mm;
  for (const fewer of shorter(readEvents)) yield withMm(scenario, { readEvents: fewer });
  for (const [index, event] of readEvents.entries()) {
    const others = readEvents.toSpliced(index, 1);
    yield withMm(scenario, { readEvents: others, entries: [...entries, ...event.entries] });
    for (const fewer of shorter(event.entries)) {
      yield withMm(scenario, { readEvents: readEvents.with(index, { ...event, entries: fewer }) });
    }
    if (event.invalidate) {
      yield withMm(scenario, {
        readEvents: readEvents.with(index, { ...event, invalidate: false }),
      });
    }
    for (let atRead = 1; atRead < event.atRead; atRead++) {
      yield withMm(scenario, { readEvents: readEvents.with(index, { ...event, atRead }) });
    }
  }
}

/** Fewer pages whose fault fails; the first kind of error for all. */
function* simplerFaultErrors(scenario: Scenario): Iterable<Scenario> {
  const errors = [...scenario.mm.faultErrors];
  for (const fewer of shorter(errors)) yield withMm(scenario, { faultErrors: new Map(fewer) });
  for (const error of FAULT_ERRORS) {
    yield withMm(scenario, { faultErrors: new Map(errors.map(([at]) => [at, error])) });
  }
}

/** VMAs that do not change, or are so from the start; simpler ones that they change to; fewer pages of files. */
function* simplerChanges(scenario: Scenario): Iterable<Scenario> {
  const { events } = scenario.mm;
  for (const [index, event] of events.entries()) {
    const { vmas, filePages } = event;
    const put = (other: ThreadEvent): Scenario =>
      withMm(scenario, { events: events.with(index, other) });
    if (vmas !== undefined) {
      const { vmas: _, ...rest } = event;
      yield put(rest);
      yield withMm(put(rest), { vmas });
      for (const other of simplerLists(scenario, vmas)) yield put({ ...event, vmas: other });
    }
    if (filePages === undefined) continue;
    const { filePages: _, ...rest } = event;
    yield put(rest);
    for (const fewer of shorter([...filePages])) {
      if (fewer.length > 0) yield put({ ...event, filePages: new Map(fewer) });
    }
  }
}

/** VMAs of an event as if a scenario began with them. */
function* simplerLists(
  scenario: Scenario,
  vmas: Scenario['mm']['vmas'],
): Iterable<Scenario['mm']['vmas']> {
  const alone = withMm(scenario, { vmas, entries: [], events: [] });
  for (const simplification of [fewerVmas, simplerVmas]) {
    for (const { mm } of simplification(alone)) yield mm.vmas;
  }
}

/** Fewer pages whose faults and waits do nothing, and once only. */
function* simplerNoProgress(scenario: Scenario): Iterable<Scenario> {
  const pages = [...(scenario.mm.noProgress ?? [])];
  for (const fewer of shorter(pages)) yield withNoProgress(scenario, new Map(fewer));
  for (const [index, [at, times]] of pages.entries()) {
    if (times > 1) yield withNoProgress(scenario, new Map(pages.with(index, [at, 1])));
  }
}

function withNoProgress(scenario: Scenario, noProgress: NoProgressPages): Scenario {
  const { noProgress: _, ...mm } = scenario.mm;
  return { ...scenario, mm: noProgress.size === 0 ? mm : { ...mm, noProgress } };
}

/** In the order in which they are tried: what takes away most comes first. */
const SIMPLIFICATIONS: readonly ShrinkStep[] = [
  simplerCall,
  simplerEvents,
  simplerReadEvents,
  simplerFaultErrors,
  simplerChanges,
  simplerNoProgress,
  narrowerRange,
  fewerEntries,
  fewerVmas,
  simplerEntries,
  simplerVmas,
  simplerRequest,
  simplerFormat,
  simplerOwners,
  simplerFrames,
  movedRange,
  translated,
];

/**
 * Scenarios that are like the given one, but simpler: each keeps the rules of documents, and is of
 * less complexity, so that no chain of them is endless. They are made one at a time, as asked for.
 * Their order depends on nothing but the scenario: the n-th candidate can be found again.
 */
export function* simpler(scenario: Scenario): Generator<Scenario, void, undefined> {
  const isSimpler = simplerThan(scenario);
  for (const simplification of SIMPLIFICATIONS) {
    for (const candidate of simplification(scenario)) {
      if (isSimpler(candidate) && keepsRules(candidate)) yield candidate;
    }
  }
}
