// SPDX-License-Identifier: GPL-2.0-or-later
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { XMLParser } from 'fast-xml-parser';
import { afterAll, describe, expect, it } from 'vitest';
import { keptCapture, keptCases } from '../../kernel/report/kept';
import { judgeCapture } from '../../kernel/report/live-report';
import { liveFindings } from '../../kernel/report/machine';
import { resultLines } from '../../kernel/report/results';
import { openResults } from '../../oracle/external/results-file';
import { makeSide } from '../../oracle/run/runner';
import { renderJunit } from '../../report/machine/format/junit';
import { sarifLog } from '../../report/machine/format/sarif';
import { machineReport } from '../../report/machine/report';
import { faultyMaker } from '../faults/graph';
import { MM_FAULTS } from '../faults/mm';

const folder = mkdtempSync(join(tmpdir(), 'hmm-pfn-live-reports-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const capture = keptCapture('6.1');
const cases = keptCases(capture).filter(({ recipe }) =>
  /^(anon_(read|write)|vdso)/.test(recipe.name),
);

/** A model that is wrong, so that cases differ. */
function wrongMaker() {
  const fault = MM_FAULTS.find(({ name }) => name.startsWith('rule 11: an anonymous read'));
  if (fault === undefined) throw new Error('there is no such planted fault');
  return faultyMaker(fault);
}

const reports = [
  judgeCapture(capture, '6.1', 'modern-6.1', cases),
  judgeCapture(capture, '6.1', 'modern-6.1', cases, (space) => wrongMaker()('modern-6.1', space)),
];
const [report, wrong] = reports.map((one) =>
  machineReport(
    'hmm-live/1',
    { command: 'test:kernel', arguments: ['--kernel', '6.1'], seed: 1, exitCode: 1 },
    liveFindings([one], () => 'npm run test:kernel -- --kernel 6.1'),
    {},
  ),
);
if (report === undefined || wrong === undefined) throw new Error('there are no reports');

describe('reports of live kernels', () => {
  it('have a case for each, which passed unless the kernel was only believed', () => {
    const { counts, suites } = report;
    expect(suites.map(({ id }) => id)).toEqual(['kernel-6.1']);
    expect(counts).toMatchObject({ failed: 0, skipped: 0 });
    expect(counts.passed).toBe(cases.length - 1);
    expect(suites[0]?.cases.filter(({ status }) => status === 'known').map(({ id }) => id)).toEqual(
      ['vdso.read'],
    );
  });

  it('say in JUnit and SARIF what differs, and how to run it again', () => {
    const failed = wrong.suites[0]?.cases.filter(({ status }) => status === 'failed') ?? [];
    expect(failed.map(({ id }) => id)).toContain('anon_write_last.read');
    const [one] = failed;
    expect(one?.replay).toBe(`npm run test:kernel -- --kernel 6.1 --case ${one?.id}`);
    const parsed: unknown = new XMLParser({ ignoreAttributes: false }).parse(renderJunit(wrong));
    expect(parsed).toMatchObject({ testsuites: { '@_failures': `${failed.length}` } });
    const [run] = sarifLog(wrong).runs;
    const found = run?.results?.filter(({ suppressions }) => suppressions === undefined);
    expect(found?.map(({ ruleId }) => ruleId)).toEqual(failed.map(() => 'live-kernel'));
  });
});

describe('a capture as results of a side', () => {
  it('is read back, and is what the model makes of each document', async () => {
    const file = join(folder, 'results.jsonl');
    const lines = [...resultLines(capture, 'modern-6.1', cases)];
    writeFileSync(file, lines.join(''));
    const side = await openResults({ name: 'live', like: undefined, file });
    expect(side.like).toBe('modern-6.1');
    expect(lines.length).toBeGreaterThan(50);
    const first: unknown = JSON.parse(lines[0] ?? '');
    expect(first).toMatchObject({
      scenario: { id: 'anon_read.snapshot' },
      expect: { 'modern-6.1': { ret: 0, walks: 1, faults: [] } },
    });
    side.close();
  });

  it('leaves out what a document does not say, and nothing that differs', () => {
    const names = [...resultLines(capture, 'modern-6.1', cases)].map(
      (line) => /"id":"([^"]+)"/.exec(line)?.[1],
    );
    const judged = judgeCapture(capture, '6.1', 'modern-6.1', cases, (space) =>
      makeSide('modern-6.1', space),
    );
    const equal = judged.cases.filter(({ kind }) => kind === 'equal').map(({ name }) => name);
    expect(names).toEqual(equal);
  });
});
