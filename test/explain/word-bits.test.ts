// SPDX-License-Identifier: GPL-2.0-or-later
import { describe, expect, it } from 'vitest';
import { LegacyFormat } from '../../legacy/format';
import { AMDGPU, DOCUMENTATION, NOUVEAU } from '../../legacy/known-formats';
import { wordBits } from '../../oracle/explain/word-bits';

function bits(overrides: Partial<ReturnType<typeof wordBits>>): ReturnType<typeof wordBits> {
  return { flags: [], values: [], pfn: undefined, unnamed: undefined, ...overrides };
}

describe('the fixed format', () => {
  it.each([
    [0n, bits({})],
    [0xc000_0000_0000_2000n, bits({ flags: ['VALID', 'WRITE'], pfn: '0x2000' })],
    [0x8000_0000_0000_0000n, bits({ flags: ['VALID'], pfn: '0x0' })],
    [0x2000_0000_0000_0000n, bits({ flags: ['ERROR'] })],
    [0x2000n, bits({ pfn: '0x2000' })],
  ])('reads %x', (word, expected) => {
    expect(wordBits('modern', NOUVEAU, word, 'output')).toEqual(expected);
  });

  it('has requests in the same bits', () => {
    expect(wordBits('modern', NOUVEAU, 0xc000_0000_0000_0000n, 'request')).toEqual(
      bits({ flags: ['REQ_FAULT', 'REQ_WRITE'] }),
    );
    expect(wordBits('modern', NOUVEAU, 0x8000_0000_0000_0004n, 'request')).toEqual(
      bits({ flags: ['REQ_FAULT'], unnamed: '0x4' }),
    );
  });

  it('has its flags at the top of a long of 32 bits', () => {
    expect(wordBits('modern-32', NOUVEAU, 0xc000_2000n, 'output')).toEqual(
      bits({ flags: ['VALID', 'WRITE'], pfn: '0x2000' }),
    );
  });
});

describe('a customizable format', () => {
  it.each([
    [0x200_0003n, bits({ flags: ['VALID', 'WRITE'], pfn: '0x2000' })],
    [0x200_0001n, bits({ flags: ['VALID'], pfn: '0x2000' })],
    [0x200_0009n, bits({ flags: ['VALID'], pfn: '0x2000', unnamed: '0x8' })],
    [0n, bits({ values: ['none'] })],
    [0xffff_ffff_ffff_fffen, bits({ values: ['error'] })],
    [0xffff_ffff_ffff_fffcn, bits({ values: ['special'] })],
  ])('reads %x in v5.7', (word, expected) => {
    expect(wordBits('v5.7', AMDGPU, word, 'output')).toEqual(expected);
  });

  it('has no special value just before its removal', () => {
    const word = 0xffff_ffff_ffff_fffcn;
    expect(wordBits('legacy', AMDGPU, word, 'output').values).toEqual([]);
  });

  it('names all values that a word equals, but special only if error is another', () => {
    const fields = NOUVEAU.fields;
    const none = fields.values.error;
    const format = new LegacyFormat({ ...fields, values: { ...fields.values, none } });
    expect(wordBits('v5.7', format, none, 'output').values).toEqual(['none', 'error']);
  });

  it('shows a flag above the pfn field in the pfn, as the decoder reads it', () => {
    expect(wordBits('legacy', DOCUMENTATION, 0x8000_0000_0200_0000n, 'output')).toEqual(
      bits({ flags: ['VALID'], pfn: '0x8000000002000' }),
    );
  });

  it('says that a flag of several bits is set in part', () => {
    const flags = { valid: 0x5n, write: 0x2n };
    const format = new LegacyFormat({ ...NOUVEAU.fields, flags });
    expect(wordBits('legacy', format, 0x2004n, 'output').flags).toEqual(['VALID (in part)']);
    expect(wordBits('legacy', format, 0xdn, 'request')).toEqual(
      bits({ flags: ['VALID'], unnamed: '0x8' }),
    );
  });
});
