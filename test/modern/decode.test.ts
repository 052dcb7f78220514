// SPDX-License-Identifier: GPL-2.0-or-later
import { describe, expect, it } from 'vitest';
import { PageStates, StateKind } from '../../mm/page-states';
import { decodeModern } from '../../modern/format';
import type { KernelVersion } from '../../modern/revision';
import {
  decodeModernWord,
  layoutOf,
  orderOf,
  pfnBits,
  type WordLayout,
} from '../../modern/word-layout';

/* The bits of a word, by hand from the releases' headers. */
const LAYOUTS: readonly (readonly [KernelVersion, WordLayout, number])[] = [
  [
    '5.8',
    { bits: 64, orderShift: undefined, orderField: 0n, carried: 0n, flags: 0xe000_0000_0000_0000n },
    61,
  ],
  [
    '5.8',
    { bits: 32, orderShift: undefined, orderField: 0n, carried: 0n, flags: 0xe000_0000n },
    29,
  ],
  [
    '5.10',
    {
      bits: 64,
      orderShift: 56,
      orderField: 0x1f00_0000_0000_0000n,
      carried: 0n,
      flags: 0xff00_0000_0000_0000n,
    },
    56,
  ],
  [
    '6.12',
    { bits: 32, orderShift: 24, orderField: 0x1f00_0000n, carried: 0n, flags: 0xff00_0000n },
    24,
  ],
  [
    '6.16',
    {
      bits: 64,
      orderShift: 53,
      orderField: 0x3e0_0000_0000_0000n,
      carried: 0x1c00_0000_0000_0000n,
      flags: 0xffe0_0000_0000_0000n,
    },
    53,
  ],
  [
    '6.16',
    {
      bits: 32,
      orderShift: 21,
      orderField: 0x3e0_0000n,
      carried: 0x1c00_0000n,
      flags: 0xffe0_0000n,
    },
    21,
  ],
];

it.each(LAYOUTS)('%s has its flags, its order and its pfn where the header says', (...row) => {
  const [kernel, layout, bits] = row;
  expect(layoutOf(kernel, layout.bits)).toEqual(layout);
  expect(pfnBits(layout)).toBe(bits);
});

/** Release, word, and what it says: kind, pfn, order. */
const WORDS: readonly (readonly [KernelVersion, bigint, StateKind, bigint, number])[] = [
  ['5.8', 0x0n, StateKind.none, 0n, 0],
  ['5.8', 0x8000_0000_0000_0005n, StateKind.read, 0x5n, 0],
  ['5.8', 0xc000_0fff_0000_0005n, StateKind.write, 0xfff_0000_0005n, 0],
  ['5.8', 0x2000_0000_0000_0000n, StateKind.error, 0n, 0],
  ['5.8', 0x5n, StateKind.stray, 0x5n, 0],
  ['5.8', 0x4000_0000_0000_0005n, StateKind.malformed, 0x4000_0000_0000_0005n, 0],
  ['5.10', 0x8900_0000_0000_0205n, StateKind.read, 0x205n, 9],
  ['5.10', 0xd200_0000_0000_0005n, StateKind.write, 0x5n, 18],
  // An order alone, an error with an order, and what has no meaning in any release.
  ['5.10', 0x900_0000_0000_0000n, StateKind.stray, 0n, 9],
  ['5.10', 0x900_0000_0000_0005n, StateKind.stray, 0x5n, 9],
  ['5.10', 0x2900_0000_0000_0000n, StateKind.malformed, 0x2900_0000_0000_0000n, 9],
  ['5.10', 0x4900_0000_0000_0005n, StateKind.malformed, 0x4900_0000_0000_0005n, 9],
  ['5.10', 0x2000_0000_0000_0000n, StateKind.error, 0n, 0],
  // Nine in the field of 6.16, with and without what a word carries through.
  ['6.16', 0x8120_0000_0000_0205n, StateKind.read, 0x205n, 9],
  ['6.16', 0x9d20_0000_0000_0205n, StateKind.read, 0x205n, 9],
  ['6.16', 0x1c00_0000_0000_0000n, StateKind.none, 0n, 0],
  ['6.16', 0x3c00_0000_0000_0000n, StateKind.error, 0n, 0],
];

it.each(WORDS.map((row) => [row[0], `0x${row[1].toString(16)}`, row] as const))(
  'in %s, %s says what it says',
  (kernel, _, [, word, kind, pfn, order]) => {
    const layout = layoutOf(kernel, 64);
    expect(decodeModernWord(word, layout)).toEqual({ kind, pfn, order });
    expect(orderOf(layout, word)).toBe(order);
  },
);

describe.each([64, 32] as const)('an array of words of %i bits', (bits) => {
  const stride = bits / 32;
  /** Puts flags, order and pfn bits into the upper word, and a pfn into the lower, if there is one. */
  const words = (...pages: readonly (readonly [number, number])[]): Uint32Array =>
    Uint32Array.from(pages.flatMap(([low, high]) => (bits === 64 ? [low, high] : [low | high])));

  it('is decoded page by page, and no further', () => {
    const array = words(
      [0x1234, 0x8000_0000],
      [0, 0x2000_0000],
      [0x5678, 0xc000_0000],
      [7, 0],
      [7, 0x4000_0000],
      [0, 0],
      [9, 0x8000_0000],
    );
    expect(array.length).toBe(7 * stride);
    const states = new PageStates();
    states.kinds.fill(StateKind.special);
    states.pfns.fill(0xdead);
    decodeModern(bits, array, 6, states);
    expect([0, 1, 2, 3, 4, 5, 6].map((page) => states.at(page))).toEqual([
      { kind: StateKind.read, pfn: 0x1234n },
      { kind: StateKind.error, pfn: 0n },
      { kind: StateKind.write, pfn: 0x5678n },
      { kind: StateKind.stray, pfn: 7n },
      { kind: StateKind.malformed, pfn: bits === 64 ? 0x4000_0000_0000_0007n : 0x4000_0007n },
      { kind: StateKind.none, pfn: 0n },
      { kind: StateKind.special, pfn: 0xdead_0000_deadn },
    ]);
  });

  it('takes room for as many pages as it is told', () => {
    const states = new PageStates();
    decodeModern(bits, new Uint32Array(65 * stride), 65, states);
    expect(states.kinds.length).toBe(128);
  });
});
