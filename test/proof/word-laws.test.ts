// SPDX-License-Identifier: GPL-2.0-or-later
import { expect, it } from 'vitest';
import { StateKind } from '../../mm/page-states';
import { NUMBERS } from '../../mm/word64';
import { MODERN_CODEC } from '../../modern/word-codec';
import { agreement } from '../../proof/agreement';
import { TERMS, wordVariable } from '../../proof/terms';

it('range faults and decoders keep the laws that are proved, in every format with a name', () => {
  const { compared, departures } = agreement(undefined);
  expect(departures).toEqual([]);
  expect(compared).toBeGreaterThan(90_000);
});

it('an algebra of numbers and one of terms say the same', () => {
  const x = wordVariable('x');
  expect(TERMS.shiftLeft(x, TERMS.constant(12n))).toBe('(bvshl x #x000000000000000c)');
  expect(NUMBERS.shiftLeft(3n, 63n)).toBe(1n << 63n);
  expect(NUMBERS.shiftLeft(1n, 64n)).toBe(0n);
  expect(NUMBERS.shiftLeft(1n, 1n << 63n)).toBe(0n);
  expect(NUMBERS.shiftRight(1n, 64n)).toBe(0n);
  expect(NUMBERS.shiftRight(1n << 63n, 63n)).toBe(1n);
  expect(NUMBERS.complement(0n)).toBe((1n << 64n) - 1n);
  expect(NUMBERS.minusOne(0n)).toBe((1n << 64n) - 1n);
});

it('the laws of the fixed format give ERROR, none and a page their words', () => {
  const word = MODERN_CODEC.encode(NUMBERS, 0x1234n, true);
  expect(word).toBe(0xc000_0000_0000_1234n);
  expect(MODERN_CODEC.decode(NUMBERS, word)).toEqual({
    kind: BigInt(StateKind.write),
    pfn: 0x1234n,
  });
  expect(MODERN_CODEC.decode(NUMBERS, 1n << 61n).kind).toBe(BigInt(StateKind.error));
  expect(MODERN_CODEC.decode(NUMBERS, 5n)).toEqual({ kind: BigInt(StateKind.stray), pfn: 5n });
});

it.each<[bigint, StateKind, bigint?]>([
  [0n, StateKind.none],
  [0x8000_0000_0000_0005n, StateKind.read, 5n],
  // An order is no part of the pfn, whose highest bit is the one below it.
  [0xc980_0000_0000_0005n, StateKind.write, 0x80_0000_0000_0005n],
  [0x0900_0000_0000_0000n, StateKind.stray],
  // ERROR excludes a page, whatever else the word has; of what no side may make, the word is kept.
  [0xa000_0000_0000_0005n, StateKind.malformed, 0xa000_0000_0000_0005n],
  [0x2000_0000_0000_0001n, StateKind.malformed, 0x2000_0000_0000_0001n],
  [0x4000_0000_0000_0005n, StateKind.malformed, 0x4000_0000_0000_0005n],
  [0x6000_0000_0000_0000n, StateKind.malformed, 0x6000_0000_0000_0000n],
])('the law of the fixed format reads %#x', (word, kind, pfn = 0n) => {
  expect(MODERN_CODEC.decode(NUMBERS, word)).toEqual({ kind: BigInt(kind), pfn });
});

it('the law of a need takes a page that the CPU may write for one that it may read', () => {
  const words = { request: 0n, mask: 0n, defaults: 1n << 63n };
  const need = (read: boolean, write: boolean) =>
    MODERN_CODEC.needs(NUMBERS, words, { read, write });
  expect([need(false, false), need(true, false), need(false, true)]).toEqual([1n, 0n, 0n]);
});
