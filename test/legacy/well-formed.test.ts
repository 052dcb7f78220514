// SPDX-License-Identifier: GPL-2.0-or-later
import { expect, it } from 'vitest';
import { LegacyFormat, type LegacyFormatFields } from '../../legacy/format';
import { type FormatDefectId, formatDefects, isWellFormed } from '../../legacy/format-clauses';
import { AMDGPU, DOCUMENTATION, NOUVEAU } from '../../legacy/known-formats';

function defects(change: {
  readonly flags?: Partial<LegacyFormatFields['flags']>;
  readonly values?: Partial<LegacyFormatFields['values']>;
  readonly pfnShift?: number;
}): readonly FormatDefectId[] {
  const { flags, values, pfnShift } = AMDGPU.fields;
  const format = new LegacyFormat({
    flags: { ...flags, ...change.flags },
    values: { ...values, ...change.values },
    pfnShift: change.pfnShift ?? pfnShift,
  });
  return formatDefects(format).map(({ id }) => id);
}

it('finds nothing wrong with the drivers’ formats', () => {
  expect(formatDefects(NOUVEAU)).toEqual([]);
  expect(formatDefects(AMDGPU)).toEqual([]);
  expect(isWellFormed(NOUVEAU)).toBe(true);
});

it('finds both flags of the documentation above the pfn field', () => {
  expect(formatDefects(DOCUMENTATION).map(({ id }) => id)).toEqual([
    'valid-above-pfn',
    'write-above-pfn',
  ]);
  expect(isWellFormed(DOCUMENTATION)).toBe(false);
});

it.each<[string, Parameters<typeof defects>[0], readonly FormatDefectId[]]>([
  ['a zero valid flag', { flags: { valid: 0n } }, ['valid-zero']],
  ['a zero write flag', { flags: { write: 0n } }, ['write-zero']],
  ['two valid bits', { flags: { valid: 0x5n } }, ['valid-several-bits']],
  ['two write bits', { flags: { write: 0x6n } }, ['write-several-bits']],
  ['equal flags', { flags: { write: 0x1n } }, ['flags-equal']],
  [
    'WRITE with VALID in it',
    { flags: { write: 0x3n } },
    ['write-several-bits', 'write-contains-valid'],
  ],
  [
    'VALID with WRITE in it',
    { flags: { valid: 0x3n }, values: { error: ~0x3n & 0xffn, special: 0x10n } },
    ['valid-several-bits', 'valid-contains-write'],
  ],
  [
    'flags that share a bit',
    { flags: { valid: 0x5n, write: 0x6n }, values: { error: 0x8n, special: 0x10n } },
    ['valid-several-bits', 'write-several-bits', 'flags-share-bits'],
  ],
  [
    'VALID in the pfn field',
    { flags: { valid: 1n << 12n }, values: { error: 0n, none: 4n, special: 0n } },
    ['valid-inside-pfn'],
  ],
  ['WRITE as the highest pfn bit', { flags: { write: 1n << 51n } }, ['write-inside-pfn']],
  ['WRITE just above the pfn field', { flags: { write: 1n << 52n } }, ['write-above-pfn']],
  ['a shift that leaves 40 bits', { pfnShift: 24 }, []],
  ['a shift that leaves 39 bits', { pfnShift: 25 }, ['shift-cuts-pfn']],
  [
    'none as the entry of a page',
    { values: { none: 0x1003n } },
    ['none-has-valid', 'none-is-page'],
  ],
  [
    'none as the entry of a page that cannot be written',
    { values: { none: 0x5001n } },
    ['none-has-valid', 'none-is-page'],
  ],
  [
    'none with the valid bit, and bits that no entry has',
    { values: { none: 0x1005n } },
    ['none-has-valid'],
  ],
  [
    'none as the entry of a pfn that does not exist',
    { values: { none: (1n << 52n) | 1n } },
    ['none-has-valid'],
  ],
  [
    'error as the entry of a page',
    { values: { error: 0x1003n } },
    ['error-has-valid', 'error-is-page'],
  ],
  [
    'error with the valid bit, and bits that no entry has',
    { values: { error: 0x1005n } },
    ['error-has-valid'],
  ],
  [
    'error as the entry of a pfn that does not exist',
    { values: { error: (1n << 52n) | 1n } },
    ['error-has-valid'],
  ],
  [
    'special as the entry of a page',
    { values: { special: 0x1003n } },
    ['special-has-valid', 'special-is-page'],
  ],
  [
    'special with the valid bit, and bits that no entry has',
    { values: { special: 0x1005n } },
    ['special-has-valid'],
  ],
  [
    'special as the entry of a pfn that does not exist',
    { values: { special: (1n << 52n) | 1n } },
    ['special-has-valid'],
  ],
  ['none equal to error', { values: { error: 0n } }, ['none-is-error']],
  ['none equal to special', { values: { special: 0n } }, ['none-is-special']],
])('names %s', (_, change, expected) => {
  const found = defects(change);
  expect(found.filter((id) => expected.includes(id))).toEqual(expected);
  const ofValues = /-(?:has-valid|is-page)$/;
  const ofOthers = expected.every((id) => !ofValues.test(id));
  const more = found.filter((id) => !expected.includes(id) && !(ofOthers && ofValues.test(id)));
  expect(more).toEqual([]);
});

it('says what goes wrong because of each', () => {
  for (const { consequence } of formatDefects(DOCUMENTATION)) {
    expect(consequence).toContain('decodes to a pfn with');
  }
});
