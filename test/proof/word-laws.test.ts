// SPDX-License-Identifier: GPL-2.0-or-later
import { expect, it } from 'vitest';
import { StateKind } from '../../mm/page-states';
import { NUMBERS } from '../../mm/word-algebra';
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
  expect(NUMBERS.shiftRight(1n, 64n)).toBe(0n);
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
