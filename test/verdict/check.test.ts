// SPDX-License-Identifier: GPL-2.0-or-later
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { EXIT_CODES } from '../../cli/exit-code';
import { check } from '../../oracle/check/check';
import { explainCheck } from '../../oracle/check/explained';
import type { CheckOptions } from '../../oracle/check/options';
import { type CheckReport, verdictOfCheck } from '../../oracle/check/report';
import { checkPart } from '../../report/html/view/check-view';
import { REPORT_FORMATS } from '../../report/machine/format/formats';
import { casesOf } from '../../report/machine/report';
import { checkDocument } from '../../report/machine/schema/check';
import { checkText, doneText, verdictText } from '../../report/text/check-text';
import { PLAIN } from '../../report/text/style';
import { casesOfJunit, readJunit } from '../report/read-junit';
import { readKtap } from '../report/read-ktap';
import { facts, OPTIONS } from '../report/samples';

const EDGE = join(__dirname, '../../fixtures/golden/edge.jsonl.gz');
const LINES = gunzipSync(readFileSync(EDGE)).toString('utf8').trim().split('\n').slice(0, 5);
const AT = mkdtempSync(join(tmpdir(), 'hmm-pfn-verdict-'));

interface Vector {
  readonly scenario: object;
  readonly expect: Readonly<Record<string, object>>;
}

const VECTORS = LINES.map((line): Vector => JSON.parse(line));

/** A file of the first golden edge cases, each in another form. */
function file(name: string, form: (vector: Vector, index: number) => object): string {
  const path = join(AT, name);
  writeFileSync(
    path,
    VECTORS.map((one, index) => `${JSON.stringify(form(one, index))}\n`).join(''),
  );
  return path;
}

const EMPTY = join(AT, 'empty.jsonl');
writeFileSync(EMPTY, '');
const BARE = file('bare.jsonl', ({ scenario }) => scenario);
const WHOLE = file('whole.jsonl', (vector) => vector);
const MIX = file('mix.jsonl', ({ scenario, expect: { modern, ...others } }, index) => {
  if (index < 2) return { scenario };
  return { scenario, expect: index === 2 ? others : { modern, ...others } };
});

function run(
  options: Partial<CheckOptions>,
  signal: AbortSignal = new AbortController().signal,
): Promise<CheckReport> {
  return check({ ...OPTIONS, runs: 0, ...options }, () => undefined, signal);
}

/** Everything that a report is shown as must not look like a pass. */
function isNoPass(report: CheckReport): void {
  const verdict = verdictOfCheck(report);
  expect(verdict.kind).not.toBe('clean');
  const document = checkDocument(report, facts('check', EXIT_CODES[verdict.kind], 1));
  expect(document.verdict).toBe(verdict.kind);
  const error = casesOf(document).find(({ status }) => status === 'error');
  expect(error).toMatchObject({ id: 'all-was-compared', rule: 'all-was-compared' });
  const junit = readJunit(REPORT_FORMATS.junit.render(document));
  expect(junit.attributes['errors']).toBe('1');
  expect(casesOfJunit(junit).at(-1)?.children[0]?.name).toBe('error');
  expect(readKtap(REPORT_FORMATS.ktap.render(document)).at(-1)?.ok).toBe(false);
  const [sarif] = JSON.parse(REPORT_FORMATS.sarif.render(document)).runs;
  expect(sarif.invocations[0]).toMatchObject({
    executionSuccessful: false,
    toolExecutionNotifications: [{ level: 'error' }],
  });
  expect(checkPart(explainCheck(report)).verdict.kind).toBe(verdict.kind);
  expect(verdictText(report)).not.toMatch(/^No unexplained differences/);
}

describe('nothing was compared', () => {
  it.each([
    ['an empty file', { vectors: [EMPTY] }, 'it contains no scenarios'],
    [
      'bare scenarios',
      { vectors: [BARE] },
      'none of 5 scenarios has a result ("expect") for v5.7, legacy, modern',
    ],
    [
      'empty results',
      { vectors: [file('none.jsonl', ({ scenario }) => ({ scenario, expect: {} }))] },
      'none of 5 scenarios has a result',
    ],
    [
      'a field too few',
      { vectors: [file('scenario.jsonl', ({ scenario }) => ({ scenario }))] },
      'none of 5',
    ],
    [
      'results of other sides',
      { vectors: [WHOLE], sides: ['modern-6.1', 'modern-6.12'] },
      'none of 5 scenarios has a result ("expect") for modern-6.1, modern-6.12',
    ],
    [
      'one empty file among others',
      { vectors: [WHOLE, EMPTY], runs: 50 },
      'empty.jsonl: it contains no',
    ],
    ['nothing asked for', {}, 'none was requested'],
    ['one side alone', { sides: ['modern'], runs: 50 }, 'not compared with another side'],
  ] as const)('with %s', async (_, options, reason) => {
    const report = await run(options);
    expect(verdictOfCheck(report).kind).toBe('nothing-compared');
    const text = checkText(report, PLAIN);
    expect(text).toContain(reason);
    expect(text).toContain('Agreement with measured kernel results');
    expect(text).toMatch(/was compared: this is not a pass\.$/);
    isNoPass(report);
  });
});

describe('where some was compared', () => {
  it('the summary says how much was not, and of which sides', async () => {
    const report = await run({ vectors: [MIX], sides: ['v5.7', 'legacy', 'modern', 'modern-6.1'] });
    const text = checkText(report, PLAIN);
    expect(verdictOfCheck(report).kind).toBe('clean');
    expect(text).toMatch(/^ {2}v5\.7 +3 of 3 vectors$/m);
    expect(text).toMatch(/^ {2}modern +2 of 2 vectors$/m);
    expect(text).toMatch(/^ {2}modern-6\.1 +not compared: no vector has a result for it$/m);
    expect(text).toContain('mix.jsonl: 2 of 5 scenarios have no result ("expect") for v5.7');
    expect(text).toContain('mix.jsonl: 1 of 5 scenarios have no result for modern\n');
    expect(text).toMatch(/No unexplained differences in 5 vectors; not everything was compared\.$/);
    const cases = casesOf(checkDocument(report, facts('check', 0, 1)));
    const states = Object.fromEntries(cases.map(({ id, status }) => [id, status]));
    expect(states).toMatchObject({
      'vectors/modern': 'passed',
      'vectors/modern-6.1': 'skipped',
      'all-was-compared': 'skipped',
    });
  });

  it('one side is held to its results alone', async () => {
    const report = await run({ vectors: [WHOLE], sides: ['modern'] });
    expect(verdictText(report)).toBe('No unexplained differences in 5 vectors.');
  });

  it('comparisons without a result are counted where the verdict is read', async () => {
    const report = await run({ vectors: [WHOLE], sides: ['modern'] });
    const without = (counts: Readonly<Record<string, number>>): string =>
      verdictText({ ...report, incomparable: counts });
    expect(without({ 'pfn-overflow': 1 })).toBe(
      'No unexplained differences in 5 vectors; 1 comparison has no result (pfn-overflow).',
    );
    expect(without({ 'pfn-overflow': 2, 'range-too-wide': 3 })).toBe(
      'No unexplained differences in 5 vectors; 5 comparisons have no result (pfn-overflow, range-too-wide).',
    );
  });
});

describe('an interrupted check', () => {
  it('claims of a scope what it judged', async () => {
    const ending = new AbortController();
    const options: CheckOptions = { ...OPTIONS, runs: 100, scope: 1 };
    const report = await check(options, () => ending.abort(), ending.signal);
    const [done = 0, size = 0] =
      /(\d+) of (\d+) scenarios of scope 1/.exec(verdictText(report))?.slice(1).map(Number) ?? [];
    expect(done).toBe(report.scenarios.scope);
    expect(done).toBeGreaterThan(0);
    expect(done).toBeLessThan(size);
    const text = checkText(report, PLAIN);
    expect(text).not.toMatch(/all \d+ scenarios|every scenario/);
    expect(text).toContain('random scenarios: interrupted after 0 of 100 scenarios');
    isNoPass(report);
  });

  it('claims of files only those that it read', async () => {
    const ending = new AbortController();
    ending.abort();
    const report = await run({ vectors: [WHOLE, BARE] }, ending.signal);
    expect(verdictText(report)).toBe(
      'Interrupted; no unexplained differences until then, in 0 vectors.',
    );
    expect(checkText(report, PLAIN)).toContain('bare.jsonl: interrupted before it was read');
    isNoPass(report);
  });
});

it('says how many scenarios were not run, as calls of their class stand for them', async () => {
  const report = await run({ vectors: [], scope: 1 }, AbortSignal.abort());
  const families = report.families.map((one) => ({
    ...{ ...one, done: one.size },
    stoodFor: one.name === 'gaps-main' ? 10_000 : 0,
  }));
  const scenarios = { ...report.scenarios, scope: 300_492 };
  expect(doneText(report)).toBe('0 of 300492 scenarios of scope 1');
  const text = 'all 300492 scenarios of scope 1 (290492 run, the others by class)';
  expect(doneText({ ...report, families, scenarios })).toBe(text);
  const lines = checkText({ ...report, families, scenarios }, PLAIN);
  expect(lines).toMatch(/ gaps-main +10368 \(368 run\) /);
  expect(lines).toContain('--every-call runs all');
});

it('is replayed by every call, if it ran every call', async () => {
  const replayOf = (report: CheckReport): string | undefined =>
    checkPart(explainCheck(report)).replay;
  const report = await run({ vectors: [], scope: 1, everyCall: true }, AbortSignal.abort());
  expect(replayOf(report)).toContain('--scope 1 --runs 0 --profile mixed --every-call --sides');
  const byClass = await run({ vectors: [], scope: 1 }, AbortSignal.abort());
  expect(replayOf(byClass)).not.toContain('--every-call');
});
