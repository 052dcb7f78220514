// SPDX-License-Identifier: GPL-2.0-or-later
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import Ajv2020 from 'ajv/dist/2020';
import Ajv04 from 'ajv-draft-04';
import addFormats from 'ajv-formats';
import type { Log } from 'sarif';
import { beforeAll, describe, expect, it } from 'vitest';
import { REPORT_FORMATS } from '../../report/machine/format/formats';
import { caseOf, type MachineReport } from '../../report/machine/model';
import { casesOf, machineReport } from '../../report/machine/report';
import { casesOfJunit, readJunit } from './read-junit';
import { readKtap } from './read-ktap';
import { everyKind, facts } from './samples';

const ROOT = join(__dirname, '../..');
const KINDS = ['attempts', 'audit', 'text', 'check', 'explain', 'replay'] as const;

let reports: Readonly<Record<string, MachineReport>> = {};
beforeAll(async () => {
  reports = await everyKind();
});

function reportOf(kind: string): MachineReport {
  const report = reports[kind];
  if (report === undefined) throw new Error(`no report of ${kind}`);
  return report;
}

const render = REPORT_FORMATS;
const sarifSchema = JSON.parse(
  readFileSync(require.resolve('@microsoft/jest-sarif/lib/schemas/sarif-2.1.0-rtm.5.json'), 'utf8'),
);
// One pattern of the official schema is no regular expression in Unicode mode.
const sarifAjv = new Ajv04({ strict: false, unicodeRegExp: false });
addFormats(sarifAjv);
const isSarif = sarifAjv.compile(sarifSchema);

/** Texts that are trouble in some format. */
const NASTY = [
  'tab\tand\u0007bell \u001b[31m, ]]> & <b> "quotes" \'single\' # hash',
  'two\nlines\r\nand \u0000 nothing',
  'not ok 7 a line that looks like a result',
  'é – 漢字 \u{1f427} \ud800 half a pair',
] as const;

function nasty(): MachineReport {
  const cases = (['passed', 'failed', 'known', 'skipped'] as const).map((status, index) =>
    caseOf({
      id: `nasty/${status}`,
      name: NASTY[index] ?? '',
      status,
      message: NASTY.join(' '),
      details: NASTY,
      count: 3,
      locations: [{ file: 'a b/ü&.c', line: 3, in: 'input', text: NASTY[0] }],
      replay: `echo '${NASTY[0]}'`,
    }),
  );
  const suites = [{ id: 'nasty', name: NASTY[1], cases }];
  const rules = cases.map(({ id }) => ({
    ...{ id, title: NASTY[0], why: NASTY[1], effect: NASTY[2], page: null },
  }));
  return machineReport('hmm-nasty/1', facts('check', 1, 3), { suites, rules }, {});
}

describe.each(KINDS)('a report of %s', (kind) => {
  it('is JSON of its published schema', () => {
    const published = readFileSync(join(ROOT, `schema/report-${kind}.json`), 'utf8');
    const isReport = new Ajv2020().compile(JSON.parse(published));
    const read = JSON.parse(render.json.render(reportOf(kind)));
    isReport(read);
    expect(isReport.errors).toBeNull();
    expect(isReport({ ...read, schema: 'hmm-other/1' })).toBe(false);
    expect(isReport({ ...read, more: 1 })).toBe(false);
    expect(isReport({ ...read, suites: [{ ...read.suites[0], cases: [{}] }] })).toBe(false);
  });

  it('has ids that are unique, and rules for all its cases', () => {
    const report = reportOf(kind);
    const ids = casesOf(report).map(({ id }) => id);
    expect(ids.length).toBeGreaterThan(0);
    expect(new Set(ids).size).toBe(ids.length);
    const rules = new Set(report.rules.map(({ id }) => id));
    expect(casesOf(report).filter(({ rule }) => !rules.has(rule))).toEqual([]);
    const failed = casesOf(report).some(({ status }) => status === 'failed');
    expect(failed).toBe(report.exitCode === 1);
  });

  it('is JUnit with a test for each case', () => {
    const report = reportOf(kind);
    const tests = casesOfJunit(readJunit(render.junit.render(report)));
    expect(tests.map(({ attributes }) => attributes['name'])).toEqual(
      casesOf(report).map(({ id }) => id),
    );
    const state = {
      passed: undefined,
      failed: 'failure',
      known: 'skipped',
      skipped: 'skipped',
      error: 'error',
    };
    expect(
      tests.map(({ children }) => children.find((one) => one.name !== 'system-out')?.name),
    ).toEqual(casesOf(report).map(({ status }) => state[status]));
  });

  it('is KTAP with a subtest for each case', () => {
    const report = reportOf(kind);
    const tests = readKtap(render.ktap.render(report));
    expect(tests.map(({ description }) => description)).toEqual(report.suites.map(({ id }) => id));
    const subtests = tests.flatMap((one) => one.subtests);
    expect(subtests.map(({ description }) => description)).toEqual(
      casesOf(report).map(({ id }) => id),
    );
    const directive = { passed: null, failed: null, known: 'XFAIL', skipped: 'SKIP', error: null };
    expect(subtests.map((one) => [one.ok, one.directive])).toEqual(
      casesOf(report).map(({ status }) => [
        status !== 'failed' && status !== 'error',
        directive[status],
      ]),
    );
  });

  it('is SARIF by the official schema, with a result for each case that showed', () => {
    const report = reportOf(kind);
    const log: Log = JSON.parse(render.sarif.render(report));
    isSarif(log);
    expect(isSarif.errors).toBeNull();
    const [run] = log.runs;
    const shown = casesOf(report).filter(({ status }) => /failed|known/.test(status));
    expect(run?.results?.map(({ properties }) => properties?.['id'])).toEqual(
      shown.map(({ id }) => id),
    );
    for (const { ruleId, ruleIndex = -1 } of run?.results ?? []) {
      expect(run?.tool.driver.rules?.[ruleIndex]?.id).toBe(ruleId);
    }
    expect(run?.invocations?.[0]?.exitCode).toBe(report.exitCode);
  });
});

describe('texts that are trouble', () => {
  it('come back from JUnit; what XML has no place for is spelt out', () => {
    const tests = casesOfJunit(readJunit(render.junit.render(nasty())));
    const [, failed] = tests;
    const failure = failed?.children.find(({ name }) => name === 'failure');
    expect(failure?.attributes['message']).toContain(
      'bell \\u001b[31m, ]]> & <b> "quotes" \'single\' # hash two lines and \\u0000 nothing',
    );
    expect(failure?.text).toContain('é – 漢字 \u{1f427} \\ud800 half a pair');
    expect(failure?.text).toContain('two\nlines\nand');
    expect(failure?.text).toContain('at: a b/ü&.c:3');
  });

  it('leave the lines of KTAP what they are', () => {
    const [suite] = readKtap(render.ktap.render(nasty()));
    expect(suite?.subtests.map(({ description }) => description)).toEqual(
      ['passed', 'failed', 'known', 'skipped'].map((status) => `nasty/${status}`),
    );
    expect(suite?.subtests[1]?.diagnostics).toContain('not ok 7 a line that looks like a result');
    expect(suite?.subtests[3]?.text).not.toContain('#');
  });

  it('are in SARIF as they are, with addresses that can be read', () => {
    const log: Log = JSON.parse(render.sarif.render(nasty()));
    isSarif(log);
    expect(isSarif.errors).toBeNull();
    const [failed] = log.runs[0]?.results ?? [];
    expect(failed?.message.text).toContain(NASTY[0]);
    expect(failed?.locations?.[0]?.physicalLocation?.artifactLocation?.uri).toBe(
      'a%20b/%C3%BC%26.c',
    );
  });
});

it('each format knows its own beginning, and no other', () => {
  const report = reportOf('check');
  for (const [name, { render: made }] of Object.entries(REPORT_FORMATS)) {
    const text = made(report).slice(0, 256);
    const known = Object.entries(REPORT_FORMATS).filter(([, format]) => format.begins(text));
    expect(known.map(([format]) => format)).toEqual([name]);
  }
});
