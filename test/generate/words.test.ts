// SPDX-License-Identifier: GPL-2.0-or-later
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeLegacy, decodeModern, FORMATS, formatOf, wellFormed } from '../../api/formats';
import { formatArbitrary, legacyWordArbitrary, modernWordArbitrary } from '../../api/generate';
import { MODERN_NAMES } from '../../oracle/scenario/sides';

describe('formats', () => {
  it.each([true, false])('are well-formed or not, as asked: %s', (asked) => {
    const arbitrary = formatArbitrary({ wellFormed: asked });
    fc.assert(
      fc.property(arbitrary, (format) => wellFormed(formatOf(format)) === asked),
      { seed: 1, numRuns: 3000 },
    );
    const formats = fc.sample(arbitrary, { seed: 1, numRuns: 500 });
    expect(new Set(formats.map((format) => JSON.stringify(format))).size).toBeGreaterThan(50);
  });

  it('shrink to the first with a name that fails', () => {
    const failing = fc.property(formatArbitrary(), ({ pfnShift }) => pfnShift < 16);
    const { counterexample } = fc.check(failing, { seed: 2, numRuns: 1000 });
    expect(counterexample).toMatchObject([{ pfnShift: 16, flags: { valid: '0x8' } }]);
  });
});

describe('words of a customizable format', () => {
  it.each(['none', 'error', 'special', 'read', 'write'] as const)('are read as %s', (state) => {
    const words = legacyWordArbitrary(FORMATS.amdgpu, { states: [state] });
    const read = fc.property(words, (word) => decodeLegacy(FORMATS.amdgpu, word).state === state);
    fc.assert(read, { seed: 3 });
  });

  it('keep their page in every format that is well-formed', () => {
    const words = formatArbitrary({ wellFormed: true }).chain((format) =>
      fc.tuple(fc.constant(format), legacyWordArbitrary(format, { states: ['read', 'write'] })),
    );
    const read = fc.property(words, ([format, word]) => {
      const { state, pfn } = decodeLegacy(formatOf(format), word);
      return ['read', 'write'].includes(state) && pfn < 1n << 40n;
    });
    fc.assert(read, { seed: 4, numRuns: 1000 });
  });

  it('have no special word in the later revision', () => {
    const words = legacyWordArbitrary(FORMATS.amdgpu, { revision: 'legacy' });
    const { special } = FORMATS.amdgpu.fields.values;
    fc.assert(
      fc.property(words, (word) => word !== special),
      { seed: 5, numRuns: 1000 },
    );
    expect(fc.sample(legacyWordArbitrary(FORMATS.amdgpu), { seed: 5 })).toContain(special);
  });
});

const ORDER = 0x1fn << 56n;

describe('words of the fixed format', () => {
  it.each(['none', 'error', 'read', 'write', 'stray'] as const)('are read as %s', (state) => {
    for (const [side, bits] of [
      ['modern', 64],
      ['modern-32', 32],
      ['modern-6.12', 64],
    ] as const) {
      const words = modernWordArbitrary({ side, states: [state] });
      const read = fc.property(words, (word) => decodeModern(word & ~ORDER, bits).state === state);
      fc.assert(read, { seed: 6 });
    }
  });

  it('have orders from 5.9 on only', () => {
    const orders = (side: 'modern' | 'modern-6.1'): Set<bigint> => {
      const words = fc.sample(modernWordArbitrary({ side }), { seed: 7, numRuns: 300 });
      return new Set(words.map((word) => (word >> 56n) & 0x1fn));
    };
    expect(orders('modern')).toEqual(new Set([0n]));
    expect([...orders('modern-6.1')].sort()).toEqual([0n, 18n, 9n]);
  });

  it('shrink to the simplest word, and pfns by bisection', () => {
    const least = fc.property(modernWordArbitrary(), (word) => decodeModern(word).pfn < 0x12345n);
    const { counterexample } = fc.check(least, { seed: 8 });
    expect(counterexample?.map((word) => decodeModern(word).pfn)).toEqual([0x12345n]);
    const any = fc.check(
      fc.property(modernWordArbitrary(), () => false),
      { seed: 8 },
    );
    expect(any.counterexample).toEqual([0n]);
  });
});

describe('constraints that are wrong', () => {
  const call = (made: (...given: never[]) => unknown, ...given: unknown[]): (() => unknown) => {
    return () => Reflect.apply(made, undefined, given);
  };

  it.each([
    [call(formatArbitrary, { wellFormed: 1 }), 'formatArbitrary: wellFormed: expected true or fal'],
    [
      call(formatArbitrary, { good: true }),
      'formatArbitrary: good: expected no constraint of this',
    ],
    [call(legacyWordArbitrary, {}), 'legacyWordArbitrary: format.flags: expected a set of flags'],
    [
      call(legacyWordArbitrary, FORMATS.nouveau, { revision: 'v5.8' }),
      'legacyWordArbitrary: revision: expected one of v5.7 legacy, got "v5.8"',
    ],
    [
      call(legacyWordArbitrary, FORMATS.nouveau, { revision: 'legacy', states: ['special'] }),
      'legacyWordArbitrary: states[0]: expected one of none error read write, got "special"',
    ],
    [
      call(modernWordArbitrary, { side: 'legacy' }),
      `modernWordArbitrary: side: expected one of ${MODERN_NAMES.join(' ')}, got "le`,
    ],
    [
      call(modernWordArbitrary, { states: [] }),
      'modernWordArbitrary: states: expected a list that',
    ],
  ])('%#', (made, message) => {
    expect(made).toThrow(message);
  });
});
