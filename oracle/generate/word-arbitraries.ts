// SPDX-License-Identifier: GPL-2.0-or-later
import * as fc from 'fast-check';
import type { LegacyFormat } from '../../legacy/format';
import { PAGE_SIZE, PFN_LIMIT, PMD_SIZE, PUD_SIZE, pfn } from '../../mm/units';
import { fromHalves } from '../../mm/word64';
import { type BitsPerLong, ERROR, encodePage } from '../../modern/format';
import type { ModernName } from '../../modern/revision';
import { pfnBits, type WordLayout } from '../../modern/word-layout';
import type { StateName } from '../run/result';
import { wordLayoutOf } from '../run/side-names';

/** What a side with a customizable format reports. */
export type LegacyWordState = Exclude<StateName, 'malformed' | 'stray' | 'untouched'>;
/** What a side with the fixed format reports. */
export type ModernWordState = Exclude<StateName, 'malformed' | 'special' | 'untouched'>;

/** Output words of a customizable format, made for one of these states each, the first the simplest. */
export function legacyWordArbitrary(
  format: LegacyFormat,
  states: readonly LegacyWordState[],
): fc.Arbitrary<bigint> {
  const { none, error, special } = format.fields.values;
  const page = (write: boolean): fc.Arbitrary<bigint> =>
    frames(0, PFN_LIMIT).map((frame): bigint => format.encode(pfn(frame), write));
  const words: Readonly<Record<LegacyWordState, fc.Arbitrary<bigint>>> = {
    none: fc.constant(none),
    error: fc.constant(error),
    special: fc.constant(special),
    read: page(false),
    write: page(true),
  };
  return anyOf(states.map((state) => words[state]));
}

/** Output words of a side with the fixed format, each of one of these states. */
export function modernWordArbitrary(
  side: ModernName,
  states: readonly ModernWordState[],
): fc.Arbitrary<bigint> {
  const layout = wordLayoutOf(side);
  const { bits } = layout;
  const limit = Math.min(2 ** pfnBits(layout), PFN_LIMIT);
  const order = fc.constantFrom(...ordersOf(layout));
  const page = (write: boolean): fc.Arbitrary<bigint> =>
    fc
      .tuple(frames(0, limit), order)
      .map(([frame, inOrder]) => encodePage(frame, write, bits) | inOrder);
  const words: Readonly<Record<ModernWordState, fc.Arbitrary<bigint>>> = {
    none: fc.constant(0n),
    error: fc.constant(errorWord(bits)),
    read: page(false),
    write: page(true),
    // Without a flag the pfn 0 is the word of "none".
    stray: fc.tuple(frames(1, limit), order).map(([frame, inOrder]) => BigInt(frame) | inOrder),
  };
  return anyOf(states.map((state) => words[state]));
}

/** The orders of a PTE's, a PMD's and a PUD's mapping, as a word has them; 0 where it has none. */
function ordersOf({ orderShift }: WordLayout): readonly bigint[] {
  if (orderShift === undefined) return [0n];
  return [PAGE_SIZE, PMD_SIZE, PUD_SIZE].map(
    (bytes) => BigInt(Math.log2(bytes / PAGE_SIZE)) << BigInt(orderShift),
  );
}

function errorWord(bits: BitsPerLong): bigint {
  return bits === 32 ? fromHalves(ERROR, 0) : fromHalves(0, ERROR);
}

/** Frames from `least` up, below `limit`; they shrink by bisection. */
function frames(least: number, limit: number): fc.Arbitrary<number> {
  return fc.bigInt(BigInt(least), BigInt(limit) - 1n).map(Number);
}

function anyOf(words: readonly fc.Arbitrary<bigint>[]): fc.Arbitrary<bigint> {
  return fc.oneof({ withCrossShrink: true }, ...words);
}
