// SPDX-License-Identifier: GPL-2.0-or-later
import { describe, expect, it } from 'vitest';
import { toHalves } from '../../mm/word64';
import type { BitsPerLong } from '../../modern/format';
import type { KernelVersion } from '../../modern/revision';
import { layoutOf, plainWordsOf } from '../../modern/word-layout';

/** Words of a release as those of 5.9 with 64 bits. */
function plain(release: KernelVersion, bits: BitsPerLong, words: readonly bigint[]) {
  const array = Uint32Array.from(
    words.flatMap((word) =>
      bits === 32 ? [Number(word)] : [toHalves(word).low, toHalves(word).high],
    ),
  );
  const brought = plainWordsOf(layoutOf(release, bits))?.of(array, words.length);
  return words.map((_, page) => {
    const [low = 0, high = 0] = brought?.subarray(2 * page) ?? [];
    return `0x${((BigInt(high) << 32n) | BigInt(low)).toString(16)}`;
  });
}

describe('words', () => {
  it.each<[KernelVersion, BitsPerLong]>([
    ['5.8', 64],
    ['5.8', 32],
    ['5.9', 64],
    ['6.12', 64],
  ])('of %s with %d bits are read as they are', (release, bits) => {
    expect(plainWordsOf(layoutOf(release, bits))).toBeUndefined();
  });

  it('of 6.16 lose their DMA flags, and their order moves up', () => {
    const words = [0xdd20_0012_3456_789an, 0xbcff_ffff_ffff_ffffn, 0x8000_0000_0000_0001n];
    expect(plain('6.16', 64, words)).toEqual([
      ...['0xc90000123456789a', '0xa71fffffffffffff', '0x8000000000000001'],
    ]);
  });

  it('of 32 bits leave their pfn below', () => {
    expect(plain('5.9', 32, [0xc912_3456n, 0x8000_0001n])).toEqual([
      ...['0xc900000000123456', '0x8000000000000001'],
    ]);
    expect(plain('6.16', 32, [0xdd21_2345n, 0x2000_0000n])).toEqual([
      ...['0xc900000000012345', '0x2000000000000000'],
    ]);
  });

  it('are as many as are asked for, beyond the room that there was', () => {
    const many = Array.from({ length: 300 }, (_, page) => BigInt(page) | (1n << 63n));
    expect(plain('6.16', 64, many).at(-1)).toBe('0x800000000000012b');
  });
});
