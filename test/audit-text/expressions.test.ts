// SPDX-License-Identifier: GPL-2.0-or-later
import { describe, expect, it } from 'vitest';
import { blankComments } from '../../audit/text/code/blank';
import { constantValue } from '../../audit/text/code/constants';
import { ASKS_WRITE, askInText, FAULT } from '../../audit/text/hmm/ask';

describe('requests', () => {
  const words = new Map([
    ['V', FAULT],
    ['W', ASKS_WRITE],
  ]);
  const cases: readonly [string, readonly [number, number] | undefined][] = [
    ['0', [0, 0]],
    ['0UL', [0, 0]],
    ['-1UL', [3, 3]],
    ['~0', [3, 3]],
    ['V | W', [3, 3]],
    ['HMM_PFN_REQ_FAULT', [1, 1]],
    ['(HMM_PFN_REQ_FAULT | HMM_PFN_REQ_WRITE)', [3, 3]],
    ['range->flags[HMM_PFN_VALID] | range->flags[HMM_PFN_WRITE]', [3, 3]],
    ['(1 << 63)', [1, 1]],
    ['BIT_ULL(62)', [2, 2]],
    ['write ? V | W : V', [1, 3]],
    ['HMM_PFN_REQ_FAULT | (ro ? 0 : HMM_PFN_REQ_WRITE)', [1, 3]],
    ['page_to_phys(page) | V', undefined],
    ['flags', undefined],
  ];
  for (const [text, expected] of cases) {
    it(text, () => {
      const ask = askInText(text, words);
      expect(ask === undefined ? undefined : [ask.must, ask.may]).toEqual(expected);
    });
  }
});

describe('constants', () => {
  const definitions = new Map([
    ['ORDER', '4'],
    ['PAGE_SIZE', '4096'],
    ['SELF', 'SELF + 1'],
  ]);
  const value = (text: string, bits: 32 | 64 = 64) =>
    constantValue(text, definitions, (name) => (name === 'phys' ? '1 << ORDER' : undefined), bits);

  it('are computed', () => {
    expect(value('16')).toBe(16);
    expect(value('0x10u')).toBe(16);
    expect(value('(1UL << ORDER) * 2 - 1')).toBe(31);
    expect(value('ARRAY_SIZE(args.phys)')).toBe(16);
    expect(value('PAGE_SIZE / sizeof(unsigned long)')).toBe(512);
    expect(value('PAGE_SIZE / sizeof(unsigned long)', 32)).toBe(1024);
  });

  it('are unknown where a part is', () => {
    expect(value('npages')).toBeUndefined();
    expect(value('ARRAY_SIZE(other)')).toBeUndefined();
    expect(value('SELF')).toBeUndefined();
    expect(value('1 +')).toBeUndefined();
    expect(value('4 / 0')).toBeUndefined();
  });
});

describe('comments', () => {
  it('become spaces, and nothing moves', () => {
    expect(blankComments('a /* b */ c // d\n"/*e" f')).toBe('a         c     \n"   " f');
  });

  it('may begin before the text', () => {
    expect(blankComments(' * b {\n */ c /* d */')).toBe('      \n    c        ');
    expect(blankComments('\t * one\n\t * two\n')).toBe('       \n       \n');
    expect(blankComments('\tint *p;\n')).toBe('\tint *p;\n');
  });
});
