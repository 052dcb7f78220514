// SPDX-License-Identifier: GPL-2.0-or-later
import { Ask, type RangeRequest } from '../../mm/range';
import type { Scenario } from '../scenario/scenario';
import { withRange } from './edit';

const { nothing, read, write, writeOnly, all } = Ask;
/** The simplest first. */
const ASKS = [nothing, read, write, writeOnly] as const;
const MASKS = [nothing, all, read, write, writeOnly] as const;

/** Up to this many pages are examined one by one. */
const SINGLY = 16;

/** Asks that are simpler to say: by default instead of page by page, the same of all, or less. */
export function* simplerRequest(scenario: Scenario): Iterable<Scenario> {
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
