// SPDX-License-Identifier: GPL-2.0-or-later
import { describe, expect, it } from 'vitest';
import { PageStates, StateKind } from '../../mm/page-states';
import { Ask } from '../../mm/range';
import { pfn } from '../../mm/units';
import { toHalves } from '../../mm/word64';
import {
  decodeModern,
  encodePage,
  encodeRequest,
  ORDER_FIELD,
  pfnLimit,
  requestFlags,
} from '../../modern/format';
import { HmmPfns } from '../../modern/hmm-pfns';
import { layoutOf } from '../../modern/word-layout';

function decode(bits: 32 | 64, word: bigint): { kind: StateKind; pfn: bigint } {
  const { low, high } = toHalves(word);
  const states = new PageStates();
  decodeModern(bits, bits === 64 ? Uint32Array.of(low, high) : Uint32Array.of(low), 1, states);
  return states.at(0);
}

describe.each([32, 64] as const)('%i bits per long', (bits) => {
  const top = BigInt(bits);

  it('asks by the top two bits', () => {
    expect(encodeRequest(Ask.nothing, bits)).toBe(0n);
    expect(encodeRequest(Ask.read, bits)).toBe(1n << (top - 1n));
    expect(encodeRequest(Ask.write, bits)).toBe(3n << (top - 2n));
    expect(encodeRequest(Ask.writeOnly, bits)).toBe(1n << (top - 2n));
    expect(encodeRequest(Ask.all, bits)).toBe((1n << top) - 1n);
  });

  it('decodes what it encodes', () => {
    expect(decode(bits, encodePage(0x1234567, true, bits))).toEqual({
      kind: StateKind.write,
      pfn: 0x1234567n,
    });
    expect(decode(bits, encodePage(0, false, bits))).toEqual({ kind: StateKind.read, pfn: 0n });
  });

  it.each<[string, bigint, StateKind]>([
    ['0', 0n, StateKind.none],
    ['ERROR', 1n << (top - 3n), StateKind.error],
    ['a bare pfn', 0x55n, StateKind.stray],
    ['WRITE without VALID', (1n << (top - 2n)) | 7n, StateKind.malformed],
    ['ERROR with VALID', 5n << (top - 3n), StateKind.malformed],
    ['ERROR with a pfn', (1n << (top - 3n)) | 7n, StateKind.malformed],
  ])('decodes %s', (_, word, kind) => {
    expect(decode(bits, word).kind).toBe(kind);
  });

  it('keeps the whole of a malformed word', () => {
    const word = (1n << (top - 2n)) | 7n;
    expect(decode(bits, word)).toEqual({ kind: StateKind.malformed, pfn: word });
  });
});

it('the order has the bits of the upper word that it has in a layout', () => {
  expect(BigInt(ORDER_FIELD) << 32n).toBe(layoutOf('5.10', 64).orderField);
});

it('a mask that lets everything through has all bits', () => {
  expect(requestFlags(Ask.all)).toBe(~0);
});

describe('a pfn that does not fit below the flags', () => {
  it('is refused when a page is encoded for 32 bits', () => {
    expect(encodePage(2 ** 29 - 1, true, 32)).toBe(0xdfff_ffffn);
    expect(() => encodePage(2 ** 29, false, 32)).toThrow(
      expect.objectContaining({ name: 'PfnOverflowError', page: 0, pfn: 2 ** 29 }),
    );
    expect([32, 64].map((bits) => pfnLimit(bits === 32 ? 32 : 64))).toEqual([2 ** 29, 2 ** 44]);
  });

  it('is refused when it is stored, with the page and the pfn', () => {
    const hmmPfns = new HmmPfns(32);
    expect(() => hmmPfns.putFrames(3, 8, pfn(2 ** 29 - 2), 0)).toThrow(
      '"pfn" of page 5 expected below 0x20000000 (32 bits per long), got 0x20000000',
    );
  });

  it('fits into 64 bits', () => {
    expect(encodePage(2 ** 40 - 1, false, 64)).toBe((1n << 63n) | 0xff_ffff_ffffn);
  });
});
