// SPDX-License-Identifier: GPL-2.0-or-later
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Check } from 'typebox/value';
import { describe, expect, it } from 'vitest';
import { FileFindings } from '../../corpus/verify/report';
import { verifyCorpus } from '../../corpus/verify/verify-corpus';
import { check } from '../../oracle/check/check';
import { readMinimal } from '../../oracle/check/minimal-files';
import { openResults } from '../../oracle/external/results-file';
import { Runner } from '../../oracle/run/runner';
import { vectorChunks } from '../../oracle/run/vector-text';
import { readDocument } from '../../oracle/scenario/corpus';
import { CorpusLineSchema, readNoResult } from '../../oracle/scenario/no-result';
import { readScenario } from '../../oracle/scenario/read';
import { makeTemporaryFolder } from '../../oracle/scenario/temporary-folder';
import { writeScenario } from '../../oracle/scenario/write';
import { OPTIONS } from '../report/samples';

const SCENARIO = readScenario(readMinimal('pfn-overflow').scenario, { file: 'minimal' });

/** What `run` prints of a scenario for which a long of 32 bits has no room. */
function printedByRun(): string {
  const runner = Runner.of(['modern', 'modern-32']);
  runner.run(SCENARIO);
  return [...vectorChunks(writeScenario(SCENARIO), runner.sides)].join('').trim();
}

describe('a line of run in which a side has no result', () => {
  const value: unknown = JSON.parse(printedByRun());
  const { expect: results } = readDocument({
    ...{ file: 'run', line: 1, value, canonical: undefined },
  });

  it('is a line of a corpus, without that result', () => {
    expect(Object.keys(results ?? {})).toEqual(['modern']);
    expect(Check(CorpusLineSchema, value)).toBe(true);
  });

  it('is held to what the sides have room for', async () => {
    const wrong = { overflow: { page: 0, pfn: '0x20000001' } };
    const claims = (expect: object) =>
      JSON.stringify({ scenario: writeScenario(SCENARIO), expect });
    const { overflow } = JSON.parse(printedByRun()).expect['modern-32'];
    const file = join(makeTemporaryFolder('test'), 'claims.jsonl');
    const lines = [
      printedByRun(),
      claims({ modern: { overflow } }),
      claims({ 'modern-32': wrong }),
      claims({ 'modern-32': { overflow: { start: '0x0', end: '0x1000' } } }),
      claims({ modern: { none: 'not asked' } }),
    ];
    writeFileSync(file, lines.join('\n'));
    const sides = ['modern', 'modern-32'] as const;
    const { misses, agreement } = await check(
      { ...OPTIONS, vectors: [file], sides, scope: 0, runs: 0 },
      () => {},
      new AbortController().signal,
    );
    expect(misses.map(({ line, side, field }) => [line, side, field])).toEqual([
      [2, 'modern', 'ret'],
      [3, 'modern-32', 'overflow'],
      [4, 'modern-32', 'overflow'],
    ]);
    const had = 'a long of 32 bits had no room for';
    expect(misses[0]).toMatchObject({ expected: `${had} the pfn 0x20000000 of page 0`, got: '0' });
    expect(misses[1]).toMatchObject({
      expected: `${had} the pfn 0x20000001 of page 0`,
      got: `${had} the pfn 0x20000000 of page 0`,
    });
    expect([agreement['modern'], agreement['modern-32']]).toEqual([
      { vectors: 2, agreeing: 1 },
      { vectors: 3, agreeing: 1 },
    ]);
  });

  it('is verified as a fixture, too', async () => {
    const { overflow } = JSON.parse(printedByRun()).expect['modern-32'];
    const file = join(makeTemporaryFolder('test'), 'fixture.jsonl');
    const expected = { modern: { overflow }, 'modern-32': { overflow } };
    writeFileSync(file, JSON.stringify({ scenario: writeScenario(SCENARIO), expect: expected }));
    const findings = new FileFindings(file);
    await verifyCorpus(file, findings, () => {}, new AbortController().signal);
    expect(findings.report()).toMatchObject({
      agreement: {
        modern: { vectors: 1, agreeing: 0 },
        'modern-32': { vectors: 1, agreeing: 1 },
      },
    });
  });

  it('is an answer that says nothing, where the results of that side are read', async () => {
    const file = join(makeTemporaryFolder('test'), 'saved.jsonl');
    writeFileSync(file, `${printedByRun()}\n`);
    const side = await openResults({ name: 'modern-32', like: undefined, file });
    expect(side.like).toBe('modern-32');
    const [answer] = await side.answers([SCENARIO]);
    expect(answer?.kind).toBe('none');
    expect(answer).toHaveProperty(
      'why',
      'a long of 32 bits had no room for the pfn 0x20000000 of page 0',
    );
  });

  it.each([
    ['modern', { page: 0, pfn: '0x20000000' }],
    ['legacy', { page: 0, pfn: '0x20000000' }],
    ['modern', { start: '0x0', end: '0x1000' }],
    ['modern-32', { page: 0, pfn: '0x1fffffff' }],
  ] as const)('is a failure of %s where there is room: %o', async (like, overflow) => {
    const file = join(makeTemporaryFolder('test'), 'saved.jsonl');
    const scenario = writeScenario(SCENARIO);
    writeFileSync(file, JSON.stringify({ scenario, expect: { mine: { overflow } } }));
    const side = await openResults({ name: 'mine', like, file });
    const [answer] = await side.answers([SCENARIO]);
    expect(answer).toMatchObject({
      kind: 'failed',
      what: 'says that there is no room where there is',
    });
  });
});

describe('what stands in place of a result', () => {
  it.each([
    [
      { overflow: { page: 3, pfn: '0x20000000' } },
      { kind: 'no-room', claim: { page: 3, pfn: '0x20000000' } },
      'a long of 32 bits had no room for the pfn 0x20000000 of page 3',
    ],
    [
      { overflow: { start: '0x0', end: '0x1000' } },
      { kind: 'no-room', claim: { start: '0x0', end: '0x1000' } },
      'a long of 32 bits had no room for the range 0x0 to 0x1000',
    ],
    [{ overflow: { givenUp: 'it did not end' } }, { kind: 'none' }, 'it did not end'],
    [{ none: 'not asked' }, { kind: 'none' }, 'not asked'],
  ])('%o', (value, expected, why) => {
    expect(readNoResult(value)).toEqual({ ...expected, why });
  });

  it('is what a side threw', () => {
    expect(readNoResult({ threw: 'mine throws' })).toEqual({ kind: 'threw', what: 'mine throws' });
  });

  it.each([
    { overflow: {} },
    { overflow: { page: 3 } },
    { threw: 3 },
    { none: '', more: 1 },
    {},
    0,
  ])('is nothing else: %o', (value) => {
    expect(readNoResult(value)).toBeUndefined();
  });
});
