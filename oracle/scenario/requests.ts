// SPDX-License-Identifier: GPL-2.0-or-later
import { Ask } from '../../mm/range';
import type { RequestSymbol } from './document';
import { type Place, refuse } from './input-error';

/** A symbol of a request, a default, or a mask, which alone can be `*`. */
export type AskSymbol = RequestSymbol | '*';

/** The symbols of requests, default and mask, by {@link Ask}. */
export const ASK_SYMBOLS = ['.', 'r', 'w', 'x', '*'] as const satisfies readonly AskSymbol[];

export const ASKS: Readonly<Record<AskSymbol, Ask>> = {
  '.': Ask.nothing,
  r: Ask.read,
  w: Ask.write,
  x: Ask.writeOnly,
  '*': Ask.all,
};

const DIGIT_ZERO = 48;
const DIGIT_NINE = 57;

/** {@link Ask} by character code. */
const ASK_BY_CODE = new Map([...'.rwx*'].map((symbol, ask) => [symbol.charCodeAt(0), ask]));

/**
 * Reads a run-length string such as `"r2.w"`: an optional count from 1 on, then a symbol.
 * @param pages how many pages the range has; the counts must add up to it.
 * @returns an {@link Ask} a page.
 * @throws InputError if the text is no such string, or stands for another number of pages.
 */
export function decodeRequests(
  text: string,
  pages: number,
  place: Place,
  field: string,
): Uint8Array {
  const asks = new Uint8Array(pages);
  let total = 0;
  let count = 0;
  let counted = false;
  for (let index = 0; index < text.length; index++) {
    const code = text.charCodeAt(index);
    if (code >= DIGIT_ZERO && code <= DIGIT_NINE) {
      if (!counted && code === DIGIT_ZERO) malformed(text, index, place, field);
      count = count * 10 + (code - DIGIT_ZERO);
      counted = true;
      continue;
    }
    const ask = ASK_BY_CODE.get(code) ?? malformed(text, index, place, field);
    const run = counted ? count : 1;
    // Past the end nothing is filled, so a count may be as large as it likes.
    if (total < pages && ask !== Ask.nothing) asks.fill(ask, total, total + run);
    total += run;
    count = 0;
    counted = false;
  }
  if (counted) malformed(text, text.length, place, field);
  if (total !== pages) {
    const expected = `run lengths that add up to the range's pages (${pages})`;
    refuse(place, { field, expected, got: total });
  }
  return asks;
}

/**
 * The canonical run-length string: runs as long as they can be, a count only from 2 on.
 * @throws RangeError for what cannot be asked of a page.
 */
export function writeRequests(asks: Uint8Array): string {
  let text = '';
  for (let first = 0; first < asks.length; ) {
    const ask = asks[first];
    let next = first + 1;
    while (next < asks.length && asks[next] === ask) next++;
    if (ask === undefined || ask > Ask.all) {
      throw new RangeError(`"asks" expected 0 to 4, got ${ask} at page ${first}`);
    }
    text += next - first > 1 ? `${next - first}${ASK_SYMBOLS[ask]}` : ASK_SYMBOLS[ask];
    first = next;
  }
  return text;
}

function malformed(text: string, index: number, place: Place, field: string): never {
  const expected = `an optional count from 1 on, then a symbol of . r w x *, at character ${index}`;
  refuse(place, { field, expected, got: index < text.length ? text.slice(index) : 'the end' });
}

/** What a page is effectively asked: whether a fault may be needed, and whether for write. */
export interface EffectiveAsk {
  readonly faults: boolean;
  readonly writes: boolean;
}

/** What a page's request, the mask and the defaults ask together (`hmm_pte_need_fault`). */
export function effectiveAsk(ask: number, mask: number, defaults: number): EffectiveAsk {
  return {
    faults: (asksFault(ask) && asksFault(mask)) || asksFault(defaults),
    writes: (asksWrite(ask) && asksWrite(mask)) || asksWrite(defaults),
  };
}

function asksFault(ask: number): boolean {
  return ask === Ask.read || ask === Ask.write || ask === Ask.all;
}

function asksWrite(ask: number): boolean {
  return ask === Ask.write || ask === Ask.writeOnly || ask === Ask.all;
}

/** The words of a policy, and the bits that ask, in some format. */
interface PolicyWords {
  readonly mask: bigint;
  readonly defaults: bigint;
  readonly valid: bigint;
  readonly write: bigint;
}

/**
 * What an input word asks together with the mask and the defaults, in the bits of a format
 * (`hmm_pte_need_fault`): an ill-formed format can ask something else than the document says.
 */
export function askedInWords(
  input: bigint,
  { mask, defaults, valid, write }: PolicyWords,
): EffectiveAsk {
  const word = (input & mask) | defaults;
  return { faults: (word & valid) !== 0n, writes: (word & write) !== 0n };
}
