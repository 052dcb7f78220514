// SPDX-License-Identifier: GPL-2.0-or-later
import { describe, expect, it } from 'vitest';
import { decodeLegacyEntry, LegacyFormat, legacyEntry } from '../../legacy/format';
import { NOUVEAU } from '../../legacy/known-formats';
import { Ask } from '../../mm/range';
import { pfn } from '../../mm/units';
import { effectiveAsks, meantAsks } from '../../oracle/differences/asks/effective';
import { stateOfWord, wordOfPage } from '../../oracle/differences/read-word';
import { ILL_FORMED, NAMED_FORMATS, WELL_FORMED } from '../../oracle/generate/formats';
import { request } from '../support/build';

const ALL_ASKS = [Ask.nothing, Ask.read, Ask.write, Ask.writeOnly, Ask.all];

function formatWith(valid: bigint, write: bigint): LegacyFormat {
  return new LegacyFormat({ ...NOUVEAU.fields, flags: { valid, write } });
}

describe('what a format really asks', () => {
  it.each(WELL_FORMED.map(({ name, format }) => [name, format] as const))(
    'is what is meant, if it is well-formed: %s',
    (_, format) => {
      for (const defaults of ALL_ASKS) {
        for (const mask of ALL_ASKS) {
          const range = request(0, '.rwx', { defaults, mask });
          expect(effectiveAsks(format, range)).toEqual(meantAsks(range));
        }
      }
    },
  );

  const { nothing, read, write } = Ask;
  it.each([
    ['VALID zero: nothing', 0n, 2n, [nothing, nothing, nothing, nothing]],
    ['WRITE zero: to write is to read', 1n, 0n, [nothing, read, read, nothing]],
    [
      'both equal: to read is to write, WRITE alone a fault',
      1n,
      1n,
      [nothing, write, write, write],
    ],
    ['VALID contains WRITE', 3n, 2n, [nothing, write, write, write]],
    ['WRITE contains VALID', 1n, 3n, [nothing, write, write, write]],
    ['both share a bit', 3n, 6n, [nothing, write, write, write]],
    ['several bits each, none shared: as meant', 5n, 10n, [nothing, read, write, nothing]],
  ] as const)('with %s', (_, valid, write_, asks) => {
    expect([...effectiveAsks(formatWith(valid, write_), request(0, '.rwx'))]).toEqual(asks);
  });

  it('has the bits that mask and defaults let through', () => {
    const format = formatWith(3n, 6n);
    const masked = request(0, '.rwx', { mask: Ask.writeOnly });
    expect([...effectiveAsks(format, masked)]).toEqual([nothing, write, write, write]);
    const hidden = request(0, '.rwx', { mask: Ask.nothing, defaults: Ask.read });
    expect([...effectiveAsks(format, hidden)]).toEqual([write, write, write, write]);
  });
});

describe('the state of a word', () => {
  const frames = [0n, 1n, 0x1000n, 0xf_ffff_ffffn, 2n ** 43n];
  it.each(NAMED_FORMATS.map(({ name, format }) => [name, format] as const))(
    'is what the decoder reads: %s',
    (_, format) => {
      const { none, error, special } = format.fields.values;
      const pages = frames.flatMap((frame) => [
        wordOfPage(format, frame, false),
        wordOfPage(format, frame, true),
      ]);
      for (const word of [none, error, special, 0n, 2n ** 64n - 1n, ...pages]) {
        for (const revision of ['v5.7', 'legacy'] as const) {
          const read = decodeLegacyEntry(format, revision, legacyEntry(word));
          expect(stateOfWord(format, revision, word)).toEqual(read);
        }
      }
    },
  );

  it('and a page’s word is what the side stores', () => {
    for (const { format } of ILL_FORMED) {
      const { low, high } = format.encodeHalves(pfn(0x1_2345_6789), true);
      const stored = (BigInt(high >>> 0) << 32n) | BigInt(low >>> 0);
      expect(wordOfPage(format, 0x1_2345_6789n, true)).toBe(stored);
    }
  });
});
