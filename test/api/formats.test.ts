// SPDX-License-Identifier: GPL-2.0-or-later
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  decodeLegacy,
  decodeModern,
  defectsOf,
  encodeLegacy,
  encodeModern,
  FORMATS,
  flagsModern,
  formatOf,
  requestLegacy,
  requestModern,
  wellFormed,
} from '../../api/formats';

const SEED = 1;

describe('a word of the fixed format', () => {
  it.each([
    [0x8000_0000_0000_0003n, 'read', 3n],
    [0xc000_0000_0000_0003n, 'write', 3n],
    [0x2000_0000_0000_0000n, 'error', 0n],
    [0n, 'none', 0n],
    [3n, 'stray', 3n],
    [0x4000_0000_0000_0003n, 'malformed', 0x4000_0000_0000_0003n],
  ] as const)('0x%s is %s', (word, state, pfn) => {
    expect(decodeModern(word)).toEqual({ state, pfn });
  });

  it.each([32, 64] as const)('decodes to the page that it was made for, with %i bits', (bits) => {
    const pages = fc.record({
      pfn: fc.bigInt(0n, bits === 32 ? 2n ** 29n - 1n : 2n ** 44n - 1n),
      write: fc.boolean(),
    });
    const same = fc.property(pages, (page) => {
      const { state, pfn } = decodeModern(encodeModern(page, bits), bits);
      return pfn === page.pfn && state === (page.write ? 'write' : 'read');
    });
    fc.assert(same, { seed: SEED });
  });

  it('has the flags where the width has them', () => {
    expect(encodeModern({ pfn: 3n, write: true }, 32)).toBe(0xc000_0003n);
    expect([requestModern('r'), requestModern('w', 32), requestModern('*', 32)]).toEqual([
      0x8000_0000_0000_0000n,
      0xc000_0000n,
      0xffff_ffffn,
    ]);
  });

  it.each([
    ['5.9', 64, 56],
    ['6.1', 64, 56],
    ['6.15', 64, 56],
    ['6.16', 64, 53],
    ['7.3', 64, 53],
    ['6.1', 32, 24],
    ['6.16', 32, 21],
  ] as const)('of %s with %i bits has the order from bit %i on', (kernel, bits, shift) => {
    const valid = 1n << BigInt(bits - 1);
    const huge = valid | (9n << BigInt(shift)) | 0x1234n;
    expect(decodeModern(huge, bits, kernel)).toEqual({ state: 'read', pfn: 0x1234n, order: 9 });
    const page = { pfn: 0x1234n, write: false, order: 9 };
    expect(encodeModern(page, bits, kernel)).toBe(huge);
    expect(huge & ~flagsModern(kernel, bits)).toBe(0x1234n);
    expect(flagsModern(kernel, bits)).toBe((1n << BigInt(bits)) - (1n << BigInt(shift)));
    const tooLarge = { pfn: bits === 32 ? 1n << BigInt(shift) : 1n << 44n, write: true };
    expect(() => encodeModern(tooLarge, bits, kernel)).toThrow('"pfn" expected 0 to 2^');
  });

  it('has no order before 5.9, and none in the pfn in any case', () => {
    const huge = 0x8900_0000_0000_1234n;
    expect(decodeModern(huge)).toEqual({ state: 'read', pfn: 0x1234n });
    expect(decodeModern(huge, 64, '5.8')).toEqual({ state: 'read', pfn: 0x1234n, order: 0 });
    expect([flagsModern('5.8'), flagsModern('5.8', 32)]).toEqual([7n << 61n, 7n << 29n]);
    const page = { pfn: 1n, write: false, order: 9 };
    expect(() => encodeModern(page)).toThrow('"order" expected 0 before 5.9, got 9');
    expect(() => encodeModern({ ...page, order: 32 }, 64, '6.1')).toThrow(
      'expected 0 to 31, got 32',
    );
  });

  it('may hold an order and nothing else, which is no page', () => {
    const order = 9n << 56n;
    expect(decodeModern(order, 64, '6.1')).toEqual({ state: 'stray', pfn: 0n, order: 9 });
    const error = (1n << 61n) | order;
    expect(decodeModern(error, 64, '6.1')).toEqual({ state: 'malformed', pfn: error, order: 9 });
  });

  it('carries DMA flags from 6.16 on, which say nothing of the page', () => {
    const garbage = 7n << 58n;
    expect(decodeModern(garbage, 64, '6.16')).toEqual({ state: 'none', pfn: 0n, order: 0 });
    expect(decodeModern(garbage | (1n << 61n), 64, '7.3').state).toBe('error');
    const word = garbage | encodeModern({ pfn: 5n, write: true, order: 2 }, 64, '6.16');
    expect(decodeModern(word, 64, '6.16')).toEqual({ state: 'write', pfn: 5n, order: 2 });
  });

  it.each(['5.7', '4.18', '0.0'] as const)('is of no release %s', (kernel) => {
    expect(() => decodeModern(0n, 64, kernel)).toThrow('"kernel" expected a release such as "6.1"');
    expect(() => flagsModern(kernel)).toThrow(RangeError);
  });

  it('refuses what does not fit', () => {
    const page = { pfn: 2n ** 29n, write: false };
    expect(() => encodeModern(page, 32)).toThrow('"pfn" expected 0 to 2^29 - 1, got 536870912');
    expect(() => encodeModern({ pfn: -1n, write: false })).toThrow(RangeError);
    expect(() => decodeModern(2n ** 32n, 32)).toThrow('"word" expected 0 to 2^32 - 1');
  });
});

describe('a word of a customizable format', () => {
  it('decodes to the page that it was made for, if the format is well-formed', () => {
    const pages = fc.record({ pfn: fc.bigInt(0n, 2n ** 40n - 1n), write: fc.boolean() });
    const same = fc.property(pages, (page) => {
      const { state, pfn } = decodeLegacy(FORMATS.amdgpu, encodeLegacy(FORMATS.amdgpu, page));
      return pfn === page.pfn && state === (page.write ? 'write' : 'read');
    });
    fc.assert(same, { seed: SEED });
  });

  it('is a value before it is anything else; special in v5.7 only', () => {
    const special = 0xffff_ffff_ffff_fffcn;
    expect(decodeLegacy(FORMATS.amdgpu, special).state).toBe('special');
    expect(decodeLegacy(FORMATS.amdgpu, special, 'legacy').state).toBe('none');
    expect(decodeLegacy(FORMATS.amdgpu, special + 2n).state).toBe('error');
  });

  it('is made from hex strings or from numbers', () => {
    const document = {
      flags: { valid: '0x1', write: '0x2' },
      values: { error: '0xfffffffffffffffe', none: '0x0', special: '0xfffffffffffffffc' },
      pfnShift: 12,
    };
    expect(formatOf(document).fields).toEqual(FORMATS.amdgpu.fields);
    expect(formatOf(FORMATS.nouveau.fields).fields).toEqual(FORMATS.nouveau.fields);
    expect(() => formatOf({ ...document, pfnShift: 64 })).toThrow('"pfnShift" expected an integer');
    expect(() => encodeLegacy(FORMATS.amdgpu, { pfn: 2n ** 40n, write: true })).toThrow('2^40 - 1');
  });

  it('asks with its own bits', () => {
    const asked = (['.', 'r', 'w', 'x', '*'] as const).map((request) =>
      requestLegacy(FORMATS.nouveau, request),
    );
    expect(asked).toEqual([0n, 1n, 3n, 2n, 2n ** 64n - 1n]);
  });

  it('can be ill-formed, and then it says how', () => {
    expect([wellFormed(FORMATS.nouveau), wellFormed(FORMATS.documentation)]).toEqual([true, false]);
    const defects = defectsOf(FORMATS.documentation);
    expect(defects.map(({ id }) => id)).toEqual(['valid-above-pfn', 'write-above-pfn']);
    expect(defects[0]?.consequence).toContain(
      'each page decodes to a pfn with the valid bit in it',
    );
  });
});
