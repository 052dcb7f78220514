// SPDX-License-Identifier: GPL-2.0-or-later
import { describe, expect, it } from 'vitest';
import type { InfoReport, ResultReport } from '../../kernel/capture/schema';
import { namedCases } from '../../kernel/cases/named';
import { narrowed } from '../../kernel/cases/narrow';
import { at, map } from '../../kernel/cases/states/building';
import { LiveJudge } from '../../kernel/judge/judge';
import { recipeText } from '../../kernel/plan/recipe';
import { sideOf } from '../../kernel/run';
import { makeSide } from '../../oracle/run/runner';

function narrow(name: string) {
  const found = namedCases().find(({ recipe }) => recipe.name === name);
  return found === undefined ? undefined : narrowed(found);
}

function lines(name: string): readonly string[] {
  const one = narrow(name);
  return one === undefined ? [] : recipeText([one.recipe], 32).trimEnd().split('\n').slice(2);
}

describe('a case for a process of 32 bits', () => {
  it('has its memory where such a process can have it, at the same borders', () => {
    expect(lines('pud_border.read')).toEqual([
      'map 0x7fffc000 8 rw private anon',
      'write 0x7fffe000 3',
      'begin 0x7fffe000 0x80002000',
      'call r . 4.',
    ]);
    expect(lines('anon_remapped.read').slice(0, 3)).toEqual([
      'map 0x41000000 8 rw private anon',
      'write 0x41000000 4',
      'remap 0x41000000 8 0x40000000',
    ]);
  });

  it('is none where the memory is too far apart, and keeps what the kernel maps', () => {
    const wide = namedCases().find(({ recipe }) => recipe.name === 'gap_wide.read');
    if (wide === undefined) throw new Error('there is no such case');
    const { recipe } = wide;
    const far = { ...recipe, before: [...recipe.before, { ...map(2), at: at(2 ** 20) }] };
    expect(narrowed(wide)).toBeDefined();
    expect(narrowed({ ...wide, recipe: far })).toBeUndefined();
    expect(narrow('vdso.read')?.recipe.call.start).toBe('@vdso');
  });

  it('knows which pages lie past the end of their file where they are now', () => {
    expect(Object.keys(narrow('file_past_end.read')?.known.faultErrors ?? {})[0]).toBe(
      '0x40002000',
    );
  });

  it('comes without the tests of the module, which are for 64 bits', () => {
    expect(recipeText([], 32)).not.toContain('selftest');
    expect(recipeText([])).toContain('selftest');
  });
});

const INFO: InfoReport = {
  abi: 1,
  release: '6.1.0-50-686-pae',
  zeroPfn: '0x5c0a',
  hugeZeroPfn: null,
  hmm: { valid: '0x80000000', write: '0x40000000', error: '0x20000000', orderShift: 24 },
  hugetlb: {},
  nodes: 1,
  swapPages: 100,
  memoryKiB: 3000000,
};

/** An untouched page that is read: the zero page, by one fault. */
const READ: ResultReport = {
  case: 'anon_untouched.read',
  start: '0x40000000',
  end: '0x40001000',
  default: '0x80000000',
  mask: '0x0',
  in: [['0x0', 1, 0]],
  ret: 0,
  attempts: 1,
  walks: 2,
  pfns: [['0x80005c0a', 1, 0]],
  faults: [['0x40000000', 1, 'r']],
  invalidations: [0, 0],
  vmas: [
    {
      start: '0x40000000',
      end: '0x40008000',
      flags: ['read', 'write'],
      backing: 'anon',
      raw: '0x100073',
      pgoff: '0x40000',
      mayWrite: true,
    },
  ],
  before: [
    { at: '0x0', level: 'pgd', is: 'table' },
    { at: '0x40000000', level: 'pud', is: 'none' },
  ],
  after: [
    { at: '0x0', level: 'pgd', is: 'table' },
    { at: '0x40000000', level: 'pud', is: 'table' },
    { at: '0x40000000', level: 'pmd', is: 'table' },
    {
      at: '0x40000000',
      level: 'pte',
      is: 'present',
      pfn: '0x5c0a',
      special: true,
      zero: true,
      young: true,
    },
  ],
};

describe('a kernel of 32 bits', () => {
  const judge = new LiveJudge(INFO, (space) => makeSide('modern-6.1-32', space));
  const known = { faultErrors: {}, walks: undefined };

  it('is held to the side of its release with words of 32 bits', () => {
    expect(sideOf('6.1', 32)).toBe('modern-6.1-32');
  });

  it('is equal to it word by word', () => {
    expect(judge.judge(READ, known)).toMatchObject({ kind: 'equal', violations: [] });
  });

  it('is not, if one bit of a word is another one, or its frame', () => {
    for (const word of ['0xc0005c0a', '0x80005c0b', '0x85005c0a']) {
      const report: ResultReport = { ...READ, pfns: [[word, 1, 0]] };
      expect(judge.judge(report, known)).toMatchObject({
        kind: 'new',
        mismatches: [{ aspect: 'word', page: 0, got: BigInt(word) }],
      });
    }
  });
});
