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
