// SPDX-License-Identifier: GPL-2.0-or-later
import { advance, PAGE_SIZE, pagesBetween } from '../../mm/units';
import type { Scenario } from '../scenario/scenario';
import { closeUp } from './close-up';
import { withRange } from './edit';

/** A range of at most this many pages is tried at every single page. */
const EVERY_PAGE = 16;

/** Fewer pages: a single one, then what is left without a piece at either end. */
export function* narrowerRange(scenario: Scenario): Iterable<Scenario> {
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
