// SPDX-License-Identifier: GPL-2.0-or-later
import type { RangeRecord, WalkEnd } from '../../../mm/range-record';
import { PAGE_SIZE } from '../../../mm/units';
import type { Pair } from '../../compare/compare';

/** What a side did at one page in one walk: it put out a word and went on, or the walk ended. */
export interface Turn {
  /** The high word of what was met there. */
  readonly origin: number;
  /** How the walk ended at a piece that begins at this page; undefined if it went on. */
  readonly end: WalkEnd | undefined;
}

/** Where two calls first did not do the same. Everything later may follow from it. */
export interface Parting {
  readonly page: number;
  readonly left: Turn;
  readonly right: Turn;
}

/**
 * The first page, in the first walk, at which two sides met something else, or of which they made
 * another end; undefined if they did the same throughout, whatever they wrote down for it.
 */
export function partingOf(pair: Pair): Parting | undefined {
  const { left, right } = pair;
  const leftEnds = left.record.walkEnds();
  const rightEnds = right.record.walkEnds();
  let from = 0;
  for (let walk = 0; ; walk++) {
    const one = leftEnds[walk];
    const other = rightEnds[walk];
    const stop = Math.min(
      pageOf(pair, one) ?? left.record.stoppedAt,
      pageOf(pair, other) ?? right.record.stoppedAt,
    );
    for (let page = from; page < stop; page++) {
      if (left.record.origins[page] !== right.record.origins[page]) {
        return partingAt(pair, page, undefined, undefined);
      }
    }
    if (one === undefined && other === undefined) return undefined;
    if (!sameEnd(one, other)) return partingAt(pair, stop, one, other);
    from = stop;
  }
}

function partingAt(
  pair: Pair,
  page: number,
  one: WalkEnd | undefined,
  other: WalkEnd | undefined,
): Parting {
  return {
    page,
    left: turn(pair, pair.left.record, page, one),
    right: turn(pair, pair.right.record, page, other),
  };
}

/** A walk that ended at a later page went on here. */
function turn(pair: Pair, record: RangeRecord, page: number, end: WalkEnd | undefined): Turn {
  const here = end !== undefined && pageOf(pair, end) === page ? end : undefined;
  return { origin: here?.origin ?? record.origins[page] ?? 0, end: here };
}

function sameEnd(one: WalkEnd | undefined, other: WalkEnd | undefined): boolean {
  return (
    one?.ending === other?.ending &&
    one?.origin === other?.origin &&
    one?.start === other?.start &&
    one?.end === other?.end
  );
}

function pageOf({ scenario }: Pair, end: WalkEnd | undefined): number | undefined {
  return end === undefined ? undefined : (end.start - scenario.range.start) / PAGE_SIZE;
}
