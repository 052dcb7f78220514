// SPDX-License-Identifier: GPL-2.0-or-later
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { lcovText } from '../../report/machine/lcov';
import { headlineText } from '../../report/text/audit-kernel-text';
import { auditKernel } from '../../tree/audit/audit-kernel';
import { openChange } from '../../tree/audit/open-change';
import type { AuditKernelReport } from '../../tree/audit/report';
import { findToolchain, type Toolchain } from '../../tree/build/toolchain';
import { compiledLines } from '../../tree/coverage/compiled-lines';
import { whyUnreached } from '../../tree/coverage/known-unreached';
import { countedFile, coverageOfChange } from '../../tree/coverage/missed-lines';
import type { ChangedTreeLine } from '../../tree/coverage/types';
import { STAND_INS } from '../../tree/sources/options';
import { changedTree, describeWithCompiler, OWN_TREE } from './support';

it('what the preprocessor leaves out is not among the lines that are compiled', () => {
  const text = [
    '# 1 "/tmp/source/unit.c"',
    '# 1 "/tmp/source/mm/hmm.c" 1',
    'int one;',
    '',
    '# 9 "/tmp/source/mm/hmm.c"',
    'int nine;',
    'int ten;',
    '# 1 "/tmp/source/glue.c" 1',
    'int other;',
  ].join('\n');
  expect([...compiledLines(text, 'mm/hmm.c')]).toEqual([1, 9, 10]);
});

it('ways that a condition does not take have the reason of all its lines', () => {
  const code = [
    'int f(void)',
    '{',
    '\tif (!a(b) &&',
    '\t    !is_huge_zero_pmd(b)) {',
    '\t\treturn 1;',
    '\t}',
    '}',
  ];
  const counted = countedFile({
    ...{ path: 'mm/hmm.c', source: code, code, compiled: new Set([3, 4, 5]) },
    functions: [{ name: 'f', from: 1, to: 7, count: 3 }],
    lines: [
      { line: 3, count: 3, branches: [1, 1, 1, 0] },
      { line: 4, count: 2, branches: [] },
    ],
  });
  expect(counted.missedBranches).toEqual([
    {
      ...{ path: 'mm/hmm.c', line: 3, text: 'if (!a(b) &&', ways: 1, of: 4 },
      why: 'is_huge_zero_pmd() always returns 0 here: no document can say otherwise',
    },
  ]);
});

it('what a change takes away is missed with the line after it', () => {
  const code = ['int f(void)', '{', '\tif (a)', '\t\treturn 1;', '\treturn 0;', '}'];
  const file = {
    ...{ path: 'mm/hmm.c', source: code, code, compiled: new Set([3, 4, 5]) },
    functions: [{ name: 'f', from: 1, to: 6, count: 3 }],
    lines: [3, 0, 3].map((count, index) => ({ line: index + 3, count, branches: [] })),
  };
  const gone = (line: number) => ({ path: 'mm/hmm.c', line, gone: true }) as const;
  expect(coverageOfChange([file], [gone(4), gone(5)])).toEqual({
    lines: 1,
    missed: [
      {
        ...{ path: 'mm/hmm.c', line: 4, text: 'return 1;' },
        why: 'what stood before it is not there any more',
      },
    ],
    missedBranches: [],
  });
});

describe('what the preprocessor leaves out of a changed file', () => {
  const code = [
    '#ifdef A',
    'int f(void)',
    '{',
    '\treturn 1;',
    '}',
    '#else',
    'int g;',
    '#endif',
    '',
  ];
  const file = {
    ...{ path: 'mm/hmm.c', source: code, code, compiled: new Set([2, 3, 4, 5]) },
    functions: [{ name: 'f', from: 2, to: 5, count: 1 }],
    lines: [{ line: 4, count: 1, branches: [] }],
  };
  const whyOf = (changed: Omit<ChangedTreeLine, 'path'>) =>
    coverageOfChange([file], [{ path: 'mm/hmm.c', ...changed }]).missed.map(({ why }) => why);

  it('is missed where it is gone', () => {
    expect(whyOf({ line: 7, gone: true, under: ['#ifdef A / #else'] })).toEqual([
      expect.stringContaining('no line under its conditions of the preprocessor is compiled'),
    ]);
    expect(whyOf({ line: 8, gone: true, under: ['#ifdef B'] })).toHaveLength(1);
    expect(whyOf({ line: 4, gone: true, under: ['#ifdef A'] })).toEqual([]);
    expect(whyOf({ line: 4, gone: true, under: [''] })).toEqual([]);
  });

  it('is not all that another condition leaves in', () => {
    const why = [expect.stringContaining('what another one compiles is not looked at')];
    expect(whyOf({ line: 1, isCondition: true })).toEqual(why);
    expect(whyOf({ line: 4, gone: true, under: [], isCondition: true })).toEqual(why);
    expect(whyOf({ line: 1 })).toEqual([]);
  });
});

it.each([
  ['both ways of a condition', '\tif (a == 1)', [3, 0], 3],
  ['a way of a ternary', '\treturn (a == 1) ? -EFAULT : 0;', [0, 3], 3],
  ['a part of a condition', '\tif (a == 1 || b == 2)', [0, 3, 1, 2], 3],
])('a changed line with %s that was not taken is named', (_, text, branches, count) => {
  const code = ['int f(void)', '{', text, '\treturn 0;', '}'];
  const file = {
    ...{ path: 'mm/hmm.c', source: code, code, compiled: new Set([3, 4]) },
    functions: [{ name: 'f', from: 1, to: 5, count }],
    lines: [
      { line: 3, count, branches },
      { line: 4, count, branches: [] },
    ],
  };
  const { missed, missedBranches } = coverageOfChange([file], [{ path: 'mm/hmm.c', line: 3 }]);
  expect(missed).toEqual([]);
  expect(missedBranches.map((one) => [one.line, one.text, one.ways, one.of])).toEqual([
    [3, text.trim(), 1, branches.length],
  ]);
});

it.each([
  ['\treturn (a == 1) ? 1 : 0;', true],
  ['\treturn flags | (a > 100);', true],
  ['\treturn flags | (a < 100);', true],
  ['\treturn flags | !a;', true],
  ['\treturn a <<= 1;', false],
  ['\treturn a >>= 1;', false],
  ['\treturn range->flags >> 3 << 1;', false],
])('that nobody counts the ways of a value is said: %s', (text, isSaid) => {
  const code = ['int f(void)', '{', text, '}'];
  const file = {
    ...{ path: 'mm/hmm.c', source: code, code, compiled: new Set([3]) },
    functions: [{ name: 'f', from: 1, to: 4, count: 3 }],
    lines: [{ line: 3, count: 3, branches: [] }],
  };
  const { missedBranches } = coverageOfChange([file], [{ path: 'mm/hmm.c', line: 3 }]);
  expect(missedBranches.map(({ ways, of, why }) => [ways, of, why])).toEqual(
    isSaid ? [[0, 0, 'the compiler makes its value without a branch']] : [],
  );
});

it('a changed line has the ways of the whole condition that it is a part of', () => {
  const code = ['int f(void)', '{', '\tif (a(x,', '\t      y) ||', '\t    b(y))', '\t\tg();', '}'];
  const file = {
    ...{ path: 'mm/hmm.c', source: code, code, compiled: new Set([3, 4, 5, 6]) },
    functions: [{ name: 'f', from: 1, to: 7, count: 3 }],
    lines: [
      { line: 3, count: 3, branches: [3, 0, 0, 3] },
      { line: 5, count: 3, branches: [] },
      { line: 6, count: 3, branches: [] },
    ],
  };
  const waysOf = (line: number) => {
    const { missedBranches } = coverageOfChange([file], [{ path: 'mm/hmm.c', line }]);
    return missedBranches.map((one) => [one.line, one.ways, one.of]);
  };
  expect([3, 4, 5, 6].map(waysOf)).toEqual([[[3, 2, 4]], [[4, 2, 4]], [[5, 2, 4]], []]);
});

describeWithCompiler('coverage of a change', () => {
  let toolchain: Toolchain;
  let report: AuditKernelReport;
  beforeAll(async () => {
    toolchain = await findToolchain();
    const after = changedTree('never-reached', [
      {
        from: '\tif (!need) {\n',
        to: '\tif (at == 1) {\n\t\treturn -EFAULT;\n\t}\n#if 0\n\treturn 0;\n#endif\n\tif (!need) {\n',
      },
    ]);
    const source = { kind: 'folders', before: OWN_TREE, after } as const;
    const change = await openChange(source, toolchain, { coverage: 'all' });
    const options = {
      trees: [],
      expect: 'same',
      races: 'none',
      vectors: [],
      scope: 0,
      runs: 500,
      seed: 1,
    } as const;
    const never = new AbortController().signal;
    report = await auditKernel(change, options, () => {}, never);
    change.close();
  });
  afterAll(() => toolchain.close());

  it('names the changed lines that nothing reached, and those that are not compiled', () => {
    const { changed } = report.coverage ?? {};
    expect(changed?.lines).toBe(3);
    expect(changed?.missed.map(({ text, why }) => [text, why])).toEqual([
      ['return -EFAULT;', null],
      [
        'return 0;',
        'it is not compiled: an option or a condition of the preprocessor leaves it out',
      ],
    ]);
  });

  it('says so in the first line: that both do the same says nothing about them', () => {
    expect(headlineText(report)).toBe(
      'Equal: both trees do the same in 500 random scenarios; 2 changed lines were not reached; ' +
        'not every way of 1 changed line was taken',
    );
  });

  it('counts lines, branches and functions of the tree’s own files only', () => {
    const files = report.coverage?.files ?? [];
    expect(files.map(({ path }) => path)).toEqual(['mm/hmm.c', 'mm/pagewalk.c']);
    const [hmm] = files;
    const fault = hmm?.functions.find(({ name }) => name === 'hmm_range_fault');
    expect(fault?.count).toBe(500);
    expect(hmm?.missed.map(({ text }) => text)).toContain('return -EFAULT;');
  });

  it('names lines that were left by some of their ways only', () => {
    const [hmm] = report.coverage?.files ?? [];
    const changed = hmm?.missedBranches.find(({ text }) => text === 'if (at == 1) {');
    expect(changed).toMatchObject({ ways: 1, of: 2, why: null });
  });

  it('a way that needs another answer of a stand-in than its only one has that reason', () => {
    expect(whyUnreached('any', 'if (!is_huge_zero_pmd(pte))', '')).toContain('is_huge_zero_pmd()');
    expect(whyUnreached('any', 'if (at == 1)', '')).toBeNull();
    expect(whyUnreached('any', 'cond_resched();', '')).toBeNull();
  });

  it('a PUD that is not there is known not to be met only where the one caller has asked', () => {
    const definition = 'pud_to_hmm_pfn_flags(pud)\n{\n\tif (!pud_present(pud))\n\t\treturn 0;\n}\n';
    const caller = (before: string): string =>
      `int hmm_vma_walk_pud(pud)\n{\n${before}\tflags = pud_to_hmm_pfn_flags(pud);\n}\n`;
    const why = (file: string) =>
      whyUnreached('pud_to_hmm_pfn_flags', 'if (!pud_present(pud))', file);
    const asking = caller('\tif (!pud_present(pud))\n\t\treturn 0;\n');
    expect(why(definition + asking)).toContain('its only caller');
    expect(why(definition + caller(''))).toBeNull();
    expect(why(definition + asking + asking)).toBeNull();
  });

  it('a PUD that is a leaf is one of a device’s memory in the stand-in headers', () => {
    const header = readFileSync(join(STAND_INS, 'table-entries.h'), 'utf8');
    const bodies = ['pud_leaf', 'pud_devmap'].map(
      (name) => new RegExp(`\\b${name}\\(pud_t pud\\)\\n\\{([^}]*)\\}`).exec(header)?.[1],
    );
    expect(bodies[0]).toContain('HOST_PUD_DEVMAP');
    expect(bodies[0]).toBe(bodies[1]);
  });

  it('is written as lcov reads it', () => {
    const lines = lcovText(report.coverage?.files ?? []).split('\n');
    expect(lines.slice(0, 2)).toEqual(['TN:', 'SF:mm/hmm.c']);
    expect(lines).toContain('FNDA:500,hmm_range_fault');
    expect(lines.filter((line) => line === 'end_of_record')).toHaveLength(2);
  });
});
