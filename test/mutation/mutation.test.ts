// SPDX-License-Identifier: GPL-2.0-or-later
import { describe, expect, it } from 'vitest';
import { SourceGraph, sourceText } from '../support/source-graph';
import { classificationOf, readClassified, staleClassifications } from './classified';
import { readFindings } from './findings';
import { filesOf, GROUPS } from './groups';
import { mutantsOf } from './mutants';
import { type Judged, judgeAll } from './pool';
import { JudgedFiles, readScores, scoresOf, sumOf } from './score';
import { firstOther } from './stages/chunk';
import { NARROW, RANDOM, RECENT, UNLOCKED } from './stages/random';

const NOTIFIER = 'mm/notifier.ts';
const COMPARE = 'oracle/compare/compare.ts';
const FOLLOWS = 'oracle/differences/follows.ts';
const CLAUSE = 'oracle/contract/clauses/unchanged.ts';
const mutants = mutantsOf([
  NOTIFIER,
  'mm/walk.ts',
  'drivers/windows.ts',
  ...[COMPARE, FOLLOWS, CLAUSE],
]);

function mutantNamed(id: string) {
  const mutant = mutants.find((one) => one.id === id);
  if (mutant === undefined) throw new Error(`no mutant ${id}`);
  return mutant;
}

describe('a source file', () => {
  it('has mutants of every kind, each with a name of its own', () => {
    const here = mutants.filter(({ file }) => file === NOTIFIER);
    expect(new Set(here.map(({ id }) => id)).size).toBe(here.length);
    expect(here.map(({ change }) => change)).toEqual(
      expect.arrayContaining([
        'space.stale = true; → space.stale = false;',
        'if (event.invalidate) invalidate(space); → if (false) invalidate(space);',
        'return space.stale; → return true;',
        'index < events.length → index <= events.length',
        'space.store(event.entries); → {}',
      ]),
    );
  });

  it.each([
    // The one there is compares attempts; the least of two numbers is the same in any order.
    ['the least of two numbers', COMPARE, 'compare:arguments-exchanged', 1],
    ['texts that are joined', CLAUSE, 'DRIVER:+-becomes--', 0],
    ['sentences', CLAUSE, 'failureChangesNothing:arguments-exchanged', 0],
    // Of seven labels two come to a last `return undefined`, where the function returns that anyway.
    ['cases that return nothing anyway', FOLLOWS, 'reportedFor:case-left-out', 5],
  ])('has none that nothing can see: %s', (_, file, kind, count) => {
    const found = mutants.filter((one) => one.id.startsWith(`${file}:${kind}:`));
    expect(found).toHaveLength(count);
  });
});

describe('a changed source', () => {
  it.each([
    ['oracle/differences/findings.ts', 'oracle/differences/verdict.ts'],
    ['oracle/campaign/new-causes.ts', 'oracle/campaign/tally.ts'],
  ])('reaches what loads it only when it is needed: %s', (file, importer) => {
    const graph = new SourceGraph({ changed: [{ file, text: sourceText(file) }] });
    expect(graph.isChanged(importer)).toBe(true);
    expect(graph.isChanged('mm/walk.ts')).toBe(false);
  });
});

describe('mutants are judged in processes of their own:', () => {
  it('one that is seen, one that never ends, and one that nothing reads', async () => {
    const tasks = [
      ['mm/walk.ts:walkPageRange:statement-left-out:6', 'test/mm/walk.test.ts'],
      ['mm/walk.ts:walkPageRange:>=-becomes->:1', 'test/mm/walk.test.ts'],
      ['drivers/windows.ts:windowsOf:constant-+-1:1', 'test/mm/walk.test.ts'],
    ] as const;
    const judged: Judged[] = [];
    await judgeAll(
      tasks.map(([id, seer]) => ({ mutant: mutantNamed(id), seers: [seer] })),
      1,
      (one) => judged.push(one),
      new AbortController().signal,
    );
    expect(judged.map(({ seen }) => seen?.by)).toEqual([
      'heartbeat',
      'test/mm/walk.test.ts',
      undefined,
    ]);
    expect(judged[1]?.seen?.what).toContain('refuses a range that is empty or reversed');
  });
});

describe('what is kept', () => {
  it('is done, file by file, with the last mutant of a file', () => {
    const some = ['mm/walk.ts', NOTIFIER].flatMap((file) =>
      mutants.filter((one) => one.file === file).slice(0, 2),
    );
    const files = new JudgedFiles(some);
    const [first, second, third, last] = some.map((mutant) => ({ mutant, seen: null, cpuMs: 0 }));
    if (!first || !second || !third || !last) throw new Error('too few mutants');
    expect([first, third, second, last].map((one) => files.take(one))).toEqual([
      undefined,
      undefined,
      [first, second],
      [third, last],
    ]);
  });

  it('classifies mutants that there are, with a reason', () => {
    const classified = readClassified();
    const all = mutantsOf([...new Set(classified.map(({ file }) => file))]);
    expect(staleClassifications(all, classified)).toEqual([]);
    expect(classified.filter(({ reason }) => reason.length < 10)).toEqual([]);
  });

  it('scores files that are mutated', () => {
    const files = GROUPS.flatMap(filesOf);
    expect(readScores().filter(({ file }) => !files.includes(file))).toEqual([]);
  });

  it.each([
    ['random', RANDOM],
    ['recent', RECENT],
    ['unlocked', UNLOCKED],
    ['narrow', NARROW],
  ])('of %s scenarios is what is found today; --findings keeps it anew', (_, some) => {
    const first = { ...some, chunks: some.chunks.slice(0, 1) };
    expect(firstOther(first, readFindings(), () => {})).toBeUndefined();
  });

  it('does not count what is equivalent', () => {
    const [one, other] = mutants;
    if (one === undefined || other === undefined) throw new Error('no mutants');
    const { file, within, change } = one;
    const equivalent = {
      file,
      within,
      change,
      verdict: 'equivalent',
      reason: 'says nothing',
    } as const;
    const judged = [one, other].map((mutant) => ({ mutant, seen: null, cpuMs: 0 }));
    expect(classificationOf(one, [equivalent])).toBe(equivalent);
    expect(sumOf(scoresOf(judged, [equivalent]))).toEqual({
      mutants: 2,
      equivalent: 1,
      seen: 0,
      survivors: 1,
      score: 0,
    });
  });
});
