// SPDX-License-Identifier: GPL-2.0-or-later
import { describe, expect, it } from 'vitest';
import { layoutOf, type WordLayout } from '../../modern/word-layout';
import { layoutLines } from '../../report/text/audit-kernel-sections';
import { auditKernelVerdict, headlineText } from '../../report/text/audit-kernel-text';
import { PLAIN } from '../../report/text/style';
import { layoutChange } from '../../tree/audit/layout-change';
import type { AuditKernelReport, KernelNote } from '../../tree/audit/report';
import { type CoveredFile, functionsReached } from '../../tree/coverage/missed-lines';

const NOTE: KernelNote = {
  ...{ text: 'faults a page while it holds a lock', change: 'comes', before: 0, after: 3 },
  where: [],
  scenario: {
    ...{ schema: 'hmm-scenario/1', id: 'note' },
    mm: { nextPfn: '0x1000', zeroPfn: '0x1', vmas: [], entries: [] },
    range: {
      ...{ start: '0x1000', end: '0x2000', default: 'r', mask: '.', requests: '.', owner: 0 },
    },
  },
};

/** A report whose first finding is a note, after a change to these functions. */
function reportOf(
  functions: readonly string[],
  shownIn: readonly string[] | null,
): AuditKernelReport {
  const tree = { what: 'linux', like: 'modern-6.12', differs: [] };
  return {
    options: {
      ...{ races: 'none', trees: [], expect: null, vectors: [], scope: 0, runs: 10, seed: 1 },
    },
    before: { name: 'before', ...tree },
    after: { name: 'after', ...tree },
    ...{
      patch: null,
      changed: { files: ['mm/hmm.c'], functions, unjudged: [] },
      shownIn,
      interrupted: false,
    },
    examined: { interrupted: false, parts: [] },
    scenarios: { vectors: 0, scope: 0, random: 10 },
    ...{ compared: 10, equal: 10, races: null, layout: null, causes: [], othersNotShown: 0 },
    ...{ explained: [], violations: [], notes: [NOTE], bothCrash: [], coverage: null },
  };
}

function wayOf(ways: number, of: number) {
  return { path: 'mm/hmm.c', line: 1, text: 'if (a)', why: null, ways, of };
}

describe('the first line of an audit', () => {
  it('names the functions that a small change is in', () => {
    expect(headlineText(reportOf(['one', 'two'], null))).toBe(`Different: ${NOTE.text} [one, two]`);
  });

  it('of many functions names those that its scenario runs, and four at most', () => {
    const many = ['a', 'b', 'c', 'd', 'e', 'f'];
    expect(headlineText(reportOf(many, ['e']))).toBe(`Different: ${NOTE.text} [e]`);
    expect(headlineText(reportOf(many, null))).toBe(
      `Different: ${NOTE.text} [a, b, c, d, and 2 more]`,
    );
  });
});

describe('another layout of a word', () => {
  it('is a release’s change in one direction; the other way round no release made it', () => {
    const [older, newer] = [layoutOf('5.8', 64), layoutOf('5.9', 64)];
    const linesOf = (one: WordLayout, other: WordLayout): string => {
      const layout = layoutChange(one, other) ?? null;
      return layoutLines({ ...reportOf([], null), layout }, PLAIN)[0] ?? '';
    };
    expect(linesOf(older, newer)).toContain('map order from bit 56 after (as since 5.9)');
    expect(linesOf(newer, older)).toContain('no map order after (no release made this change)');
  });
});

describe('the first line of an audit without findings', () => {
  const said = (...whats: readonly ('line' | 'call')[]): string => {
    const place = { path: 'mm/hmm.c', in: 'after', line: 1, text: 'barrier();' } as const;
    const unjudged = whats.map((what) => ({ ...place, what, why: 'barrier() does nothing' }));
    const changed = { files: ['mm/hmm.c'], functions: [], unjudged };
    const coverage = {
      ...{
        files: [],
        changed: { lines: 1, missed: [], missedBranches: [] },
        sample: null,
        processesEnded: 0,
      },
    };
    const report = { ...reportOf([], null), notes: [], changed, coverage };
    return headlineText(report).split('; ')[1] ?? '';
  };

  it('says that nothing that is run was changed', () => {
    const changed = { files: [], functions: [], unjudged: [] };
    const report = { ...reportOf([], null), notes: [], changed };
    const caveat = headlineText(report).split('; ')[1];
    expect(caveat).toBe('no file that is run differs between the two');
  });

  it('tells lines that no run judges from calls in lines that it does', () => {
    const why = 'judged by no run: here barrier() does nothing';
    expect(said('line')).toBe(`1 changed line is ${why}`);
    expect(said('call')).toBe(`a call in 1 changed line is ${why}`);
    expect(said('call', 'line', 'line', 'call')).toBe(
      `2 changed lines and calls in 2 changed lines are ${why}`,
    );
  });
});

describe('what an audit without findings does not say', () => {
  const missed = [
    { path: 'mm/hmm.c', line: 3, text: 'return 0;', why: null },
    { path: 'mm/hmm.c', line: 4, text: 'return 1;', why: null },
  ];
  const counted = {
    ...{
      files: [],
      changed: { lines: 2, missed, missedBranches: [] },
      sample: 500,
      processesEnded: 0,
    },
  };
  const clean: AuditKernelReport = {
    ...reportOf([], null),
    notes: [],
    examined: {
      interrupted: false,
      parts: [{ what: 'the two trees', compared: 10, notCompared: [], required: true }],
    },
    coverage: { ...counted, changed: { lines: 2, missed: [], missedBranches: [] } },
  };

  it.each([
    ['nothing', {}, 'No difference', ''],
    [
      'lines that no scenario reaches',
      { coverage: counted },
      'No difference',
      '; 2 changed lines were not reached by a sample of 500 scenarios',
    ],
    [
      'ways that no scenario takes, and ways that nobody counts',
      {
        coverage: {
          ...{ files: [], sample: null, processesEnded: 0 },
          changed: { lines: 2, missed: [], missedBranches: [wayOf(1, 2), wayOf(0, 0)] },
        },
      },
      'No difference',
      '; not every way of 1 changed line was taken; of 1 changed line the ways were not counted',
    ],
    [
      'that nobody counted what is reached',
      { coverage: null },
      'No difference',
      '; it was not counted which of the changed lines were reached',
    ],
    [
      'scenarios without a result',
      { equal: 8, bothCrash: [{ what: 'runs into a BUG()', count: 2 }] },
      'No unexplained differences',
      '; in 2 scenarios neither comes to a result',
    ],
    [
      'what only the tree before notes',
      { notes: [{ ...NOTE, change: 'goes', before: 3, after: 0 }] },
      'No unexplained differences',
      `; only before the change: ${NOTE.text}`,
    ],
  ] as const)('stands in its first and in its last line: %s', (_, more, concludes, but) => {
    const report: AuditKernelReport = { ...clean, ...more };
    const done = '10 random scenarios';
    expect(headlineText(report)).toBe(`Equal: both trees do the same in ${done}${but}`);
    expect(auditKernelVerdict(report)).toBe(`${concludes} in ${done}${but}.`);
  });

  it('stands in its last line where it was ended early, too', () => {
    const report = { ...clean, coverage: counted, interrupted: true };
    const examined = { ...clean.examined, interrupted: true };
    expect(auditKernelVerdict({ ...report, examined })).toBe(
      'Interrupted; no difference until then, in 10 random scenarios; 2 changed lines were not reached by a sample of 500 scenarios.',
    );
  });
});

describe('functions that a scenario runs', () => {
  const text = ['int one(void)', '{', '\treturn 1;', '}', 'int two(void)', '{', '\treturn 2;', '}'];
  const file: CoveredFile = {
    ...{ path: 'mm/hmm.c', source: text, code: text, compiled: new Set([1, 2, 3, 5, 6, 7]) },
    lines: [
      { line: 3, count: 4, branches: [] },
      { line: 7, count: 0, branches: [] },
    ],
    functions: [
      { name: 'one', from: 1, to: 4, count: 4 },
      { name: 'two', from: 5, to: 8, count: 0 },
    ],
  };

  it('are those of which it reaches changed lines', () => {
    const changed = [3, 7].map((line) => ({ path: 'mm/hmm.c', line }));
    expect(functionsReached([file], changed)).toEqual(['one']);
    expect(functionsReached([file], changed.slice(1))).toEqual([]);
    expect(functionsReached([file], [{ path: 'mm/pagewalk.c', line: 3 }])).toEqual([]);
  });
});
