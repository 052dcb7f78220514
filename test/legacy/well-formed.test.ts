// SPDX-License-Identifier: GPL-2.0-or-later
import { expect, it } from 'vitest';
import { LegacyFormat, type LegacyFormatFields } from '../../legacy/format';
import { AMDGPU, DOCUMENTATION, NOUVEAU } from '../../legacy/known-formats';
import { type FormatDefectId, formatDefects, isWellFormed } from '../../legacy/well-formed';

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
  ['none with the valid bit', { values: { none: 0x1n } }, ['none-has-valid']],
  ['error with the valid bit', { values: { error: 0x1n } }, ['error-has-valid']],
  ['special with the valid bit', { values: { special: 0x1n } }, ['special-has-valid']],
  ['none equal to error', { values: { error: 0n } }, ['none-is-error']],
  ['none equal to special', { values: { special: 0n } }, ['none-is-special']],
])('names %s', (_, change, expected) => {
  const found = defects(change);
  expect(found.filter((id) => expected.includes(id))).toEqual(expected);
  expect(found.filter((id) => !expected.includes(id) && !id.endsWith('-has-valid'))).toEqual([]);
});

it('says what goes wrong because of each', () => {
  for (const { consequence } of formatDefects(DOCUMENTATION)) {
    expect(consequence).toContain('decodes to a pfn with');
  }
});
