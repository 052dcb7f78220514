// SPDX-License-Identifier: GPL-2.0-or-later
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  decodeLegacy,
  decodeLegacyEntry,
  encodeAsk,
  LegacyFormat,
  type LegacyFormatFields,
  legacyEntry,
} from '../../legacy/format';
import { AMDGPU, DOCUMENTATION, NOUVEAU } from '../../legacy/known-formats';
import { LegacyPfns, NEED_FAULT, NEED_WRITE_FAULT, NO_FLAGS } from '../../legacy/vma-walk';
import { PageStates, StateKind } from '../../mm/page-states';
import { Ask } from '../../mm/range';
import { pfn } from '../../mm/units';
import { fromHalves, toHalves, WORD64_MASK } from '../../mm/word64';
import { request } from '../support/build';

const word = fc.bigInt({ min: 0n, max: WORD64_MASK });
const fields: fc.Arbitrary<LegacyFormatFields> = fc.record({
  flags: fc.record({ valid: word, write: word }),
  values: fc.record({ error: word, none: word, special: word }),
  pfnShift: fc.integer({ min: 0, max: 63 }),
});
const frame = fc.oneof(fc.nat(), fc.integer({ min: 0, max: 2 ** 44 - 1 })).map(pfn);

/** The 64-bit arithmetic of C, written with bigints. */
function encodeInC({ flags, pfnShift }: LegacyFormatFields, page: number, write: boolean): bigint {
  const shifted = (BigInt(page) << BigInt(pfnShift)) & WORD64_MASK;
  return shifted | flags.valid | (write ? flags.write : 0n);
}

describe('halves are 64-bit arithmetic', () => {
  it('encodes as C does, for every format, pfn and shift', () => {
    fc.assert(
      fc.property(fields, frame, fc.boolean(), (one, page, write) => {
        expect(new LegacyFormat(one).encode(page, write)).toBe(encodeInC(one, page, write));
      }),
      { seed: 1, numRuns: 2000 },
    );
  });

  it.each([0, 1, 12, 31, 32, 33, 63])('encodes with a shift of %i', (pfnShift) => {
    const one = { ...NOUVEAU.fields, pfnShift };
    for (const page of [0, 1, 0xfff, 0x1234_5678_9ab, 2 ** 40 - 1].map(pfn)) {
      expect(new LegacyFormat(one).encode(page, true)).toBe(encodeInC(one, page, true));
    }
  });

  it('decodes a column of words as it decodes each word', () => {
    fc.assert(
      fc.property(fields, word, fc.constantFrom('v5.7', 'legacy'), (one, raw, revision) => {
        const format = new LegacyFormat(one);
        const { low, high } = toHalves(raw);
        const states = new PageStates();
        decodeLegacy(format, revision, Uint32Array.of(low, high), 1, states);
        expect(states.at(0)).toEqual(decodeLegacyEntry(format, revision, legacyEntry(raw)));
      }),
      { seed: 2, numRuns: 5000 },
    );
  });

  it('stores pages in the array as encode does', () => {
    fc.assert(
      fc.property(fields, frame, fc.boolean(), (one, page, write) => {
        const format = new LegacyFormat(one);
        const pfns = new LegacyPfns();
        pfns.format = format;
        pfns.putPage(0, page, write ? format.validWrite : format.valid);
        expect(fromHalves(pfns.words[0] ?? 0, pfns.words[1] ?? 0)).toBe(format.encode(page, write));
      }),
      { seed: 3, numRuns: 1000 },
    );
  });

  it('takes back the fields that it was made from', () => {
    fc.assert(
      fc.property(fields, (one) => {
        expect(new LegacyFormat(one).fields).toEqual(one);
      }),
      { seed: 4 },
    );
  });
});

describe('decoding', () => {
  it('reads a page, writable or not', () => {
    expect(decodeLegacyEntry(AMDGPU, 'legacy', AMDGPU.encode(pfn(0x2000), true))).toEqual({
      kind: StateKind.write,
      pfn: 0x2000n,
    });
    expect(decodeLegacyEntry(AMDGPU, 'legacy', AMDGPU.encode(pfn(0x2000), false))).toEqual({
      kind: StateKind.read,
      pfn: 0x2000n,
    });
  });

  it('knows values[special] in v5.7 only', () => {
    const raw = AMDGPU.fields.values.special;
    const entry = NOUVEAU.encode(pfn(0), false);
    const special = new LegacyFormat({
      ...NOUVEAU.fields,
      values: { ...NOUVEAU.fields.values, special: entry },
    });
    expect(raw).toBe(0xffff_ffff_ffff_fffcn);
    expect(decodeLegacyEntry(special, 'v5.7', entry).kind).toBe(StateKind.special);
    expect(decodeLegacyEntry(special, 'legacy', entry).kind).toBe(StateKind.read);
  });

  it('reads a wrong page in the format of the documentation', () => {
    const state = decodeLegacyEntry(DOCUMENTATION, 'legacy', DOCUMENTATION.encode(pfn(5), true));
    expect(state).toEqual({ kind: StateKind.write, pfn: (0b11n << 50n) | 5n });
  });
});

describe('requests', () => {
  it('are the flags, and all ones for a mask', () => {
    const bits = (ask: Ask): bigint => {
      const { low, high } = encodeAsk(DOCUMENTATION, ask);
      return fromHalves(low, high);
    };
    expect(bits(Ask.nothing)).toBe(0n);
    expect(bits(Ask.read)).toBe(1n << 63n);
    expect(bits(Ask.write)).toBe(3n << 62n);
    expect(bits(Ask.writeOnly)).toBe(1n << 62n);
    expect(bits(Ask.all)).toBe(WORD64_MASK);
  });
});

describe('the formats with a name', () => {
  it('have their flags and pfns where their drivers have them', () => {
    expect(NOUVEAU.encode(pfn(5), true)).toBe(0x5003n);
    expect(AMDGPU.encode(pfn(5), false)).toBe(0x5001n);
    expect(DOCUMENTATION.encode(pfn(5), true)).toBe(0xc000_0000_0000_5000n);
  });

  it('of the documentation has the drivers’ values, without its own valid bit', () => {
    const { flags, values, pfnShift } = DOCUMENTATION.fields;
    expect(values).toEqual({
      error: NOUVEAU.fields.values.error & ~flags.valid,
      none: NOUVEAU.fields.values.none,
      special: AMDGPU.fields.values.special & ~flags.valid,
    });
    expect(pfnShift).toBe(NOUVEAU.fields.pfnShift);
  });
});

describe('the array of the customizable format', () => {
  it.each([1, 64, 65, 100, 128, 129])('has room for %i pages', (pages) => {
    const pfns = new LegacyPfns();
    pfns.begin(request(0, 'w'.repeat(pages)), DOCUMENTATION);
    expect(pfns.words.length).toBeGreaterThanOrEqual(2 * pages);
    expect(pfns.holdsRequest(pages - 1, Ask.write)).toBe(true);
    expect(pfns.holdsRequest(pages - 1, Ask.read)).toBe(false);
  });
});

describe('a span of pages', () => {
  it.each([
    ['AMDGPU', AMDGPU],
    ['DOCUMENTATION', DOCUMENTATION],
  ])('needs in %s what defaults and mask let through', (_, format) => {
    const pfns = new LegacyPfns();
    const need = (asks: string, defaults: Ask, mask: Ask): number => {
      pfns.begin(request(0, asks, { defaults, mask }), format);
      return pfns.spanNeeds(0, asks.length, NO_FLAGS);
    };
    expect(need('.r.', Ask.nothing, Ask.all)).toBe(NEED_FAULT);
    expect(need('.r.', Ask.nothing, Ask.read)).toBe(NEED_FAULT);
    expect(need('.w.', Ask.nothing, Ask.read)).toBe(NEED_FAULT);
    expect(need('rw.', Ask.nothing, Ask.write)).toBe(NEED_FAULT | NEED_WRITE_FAULT);
    expect(need('.w.', Ask.nothing, Ask.writeOnly)).toBe(0);
    expect(need('.w.', Ask.nothing, Ask.nothing)).toBe(0);
    expect(need('...', Ask.read, Ask.nothing)).toBe(NEED_FAULT);
    expect(need('...', Ask.write, Ask.nothing)).toBe(NEED_FAULT | NEED_WRITE_FAULT);
    expect(need('...', Ask.nothing, Ask.all)).toBe(0);
  });
});

describe('guards', () => {
  it.each([-1, 64, 1.5])('refuses a shift of %d', (pfnShift) => {
    expect(() => new LegacyFormat({ ...NOUVEAU.fields, pfnShift })).toThrow(
      `"pfnShift" expected an integer from 0 to 63, got ${pfnShift}`,
    );
  });

  it('refuses a word of more than 64 bits', () => {
    const flags = { valid: 1n << 64n, write: 2n };
    expect(() => new LegacyFormat({ ...NOUVEAU.fields, flags })).toThrow(RangeError);
    expect(legacyEntry(WORD64_MASK)).toBe(WORD64_MASK);
    for (const wrong of [1n << 64n, -1n]) expect(() => legacyEntry(wrong)).toThrow(RangeError);
  });
});
