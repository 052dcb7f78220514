// SPDX-License-Identifier: GPL-2.0-or-later
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { auditDriver } from '../../audit/model/audit';
import { enumerateAttempts, isAsExpected } from '../../drivers/attempts/report';
import { SCOPE } from '../../drivers/attempts/scope';
import type { DriverVersion } from '../../drivers/conversion';
import { DRIVERS } from '../../drivers/registry';
import { caseOf, type MachineReport } from '../../report/machine/model';
import { casesOf, machineReport } from '../../report/machine/report';
import { attemptsDocument } from '../../report/machine/schema/attempts';
import { auditDocument } from '../../report/machine/schema/audit';
import { CONVERSION_MISTAKES } from '../audit/mistakes';
import { portWith } from '../audit/port';
import { hmmPfnHere } from '../support/command-here';
import { checkWith, facts, NOTHING, PLANTED } from './samples';

const VECTORS = join(__dirname, '../../fixtures/golden/systematic.jsonl.gz');

function states(report: MachineReport): readonly string[] {
  return casesOf(report).map(({ status, id }) => `${status} ${id}`);
}

describe('vectors', () => {
  it('are a case for each side that agrees with all of them', async () => {
    const report = await checkWith(NOTHING, { vectors: [VECTORS], runs: 0 });
    expect(states(report).slice(0, 3)).toEqual(
      ['v5.7', 'legacy', 'modern'].map((side) => `passed vectors/${side}`),
    );
    expect(report.exitCode).toBe(0);
  });

  it('that are missed are a case each, at their line; those that are not kept are counted', async () => {
    const report = await checkWith(PLANTED, { vectors: [VECTORS], runs: 0 });
    const missed = casesOf(report).filter(({ id }) => id.startsWith('vectors/modern/'));
    // Up to five of each decision, those of the smallest ranges.
    const kept = report.missGroups.map(({ count }) => Math.min(count, 5));
    expect(missed).toHaveLength(kept.reduce((sum, count) => sum + count, 0));
    expect(report.missGroups[0]).toMatchObject({
      decision: 'which fault is needed',
      sides: ['modern'],
    });
    expect(missed[0]).toMatchObject({
      status: 'failed',
      rule: 'vector-agrees',
      message: expect.stringMatching(/^modern .+: expected .+, got .+$/),
      locations: [{ file: VECTORS, line: expect.any(Number), in: 'input', text: null }],
    });
    expect(states(report)).toContain('passed vectors/legacy');
    expect(states(report)).not.toContain('passed vectors/modern');
    const more = casesOf(report).find(({ id }) => id === 'vectors');
    expect(more).toMatchObject({ status: 'failed', count: report.missed - missed.length });
    const line = missed[0]?.locations[0]?.line;
    expect(missed[0]?.replay).toContain(`explain ${VECTORS} --line ${line} --sides modern`);
  });
});

describe('a port with a mistake', () => {
  const mistake: Partial<DriverVersion> =
    CONVERSION_MISTAKES.find(({ name }) => name === 'WRITE dropped')?.changes ?? {};
  const documentOf = async (seed: number) => {
    const options = { seed, runs: 2000, scope: 0, vectors: [], loops: false } as const;
    const shown = { shown: 1, knownShown: true };
    const report = await auditDriver(portWith(mistake), {}, { ...options, ...shown });
    return auditDocument('./my port.ts', [report], facts('audit driver', 1, seed));
  };

  it('has the same ids with every seed, also of what is not shown', async () => {
    const failed = [await documentOf(1), await documentOf(2)].map((report) =>
      states(report).filter((state) => state.startsWith('failed')),
    );
    expect(failed[0]?.length).toBeGreaterThan(1);
    expect(failed[0]).toContain('failed port/write/pte-present/writable-to-read-only');
    expect([...(failed[1] ?? [])].sort()).toEqual([...(failed[0] ?? [])].sort());
  });

  it('is told with a scenario, both versions, and a command that quotes the driver', async () => {
    const found = casesOf(await documentOf(1)).find(({ status }) => status === 'failed');
    expect(found?.scenario?.mm.vmas.length).toBe(1);
    expect(found?.details.filter((line) => /^[-+] /.test(line))).toHaveLength(2);
    expect(found?.replay).toMatch(
      / audit '\.\/my port\.ts' --scope 0 --runs 0 --vectors - <<< '\{/,
    );
  });
});

it('the command of a port’s cause shows the cause again', async () => {
  const words = ['audit', 'nouveau', '--scope', '0', '--runs', '300', '--seed', '1'];
  const { stdout } = await hmmPfnHere([...words, '--no-vectors', '--json']);
  const report: MachineReport = JSON.parse(stdout);
  const cases = casesOf(report).filter(
    ({ scenario, count }) => scenario !== null && count !== null,
  );
  const [found] = cases;
  if (found?.replay == null) throw new Error('no cause has a scenario');
  const [command = ''] = found.replay.split(' <<< ');
  const again = command.replace(/^.* audit /, 'audit ').split(' ');
  const input = JSON.stringify(found.scenario);
  const replayed = await hmmPfnHere([...again, '--seed', '1', '--json'], input);
  const ids = casesOf(JSON.parse(replayed.stdout)).filter(({ count }) => count === 1);
  expect(ids.map(({ id }) => id)).toContain(found.id);
});

it('a remedy that does not do what it should is a case that failed', () => {
  const report = enumerateAttempts(DRIVERS.slice(0, 1), SCOPE.slice(1, 2));
  expect(isAsExpected(report)).toBe(true);
  const [loop] = report.loops;
  if (loop === undefined) throw new Error('no loop');
  const regeneration = { ...loop.regeneration, exact: false, added: ['x/new'] };
  const wrong = { ...report, loops: [{ ...loop, regeneration }] };
  expect(isAsExpected(wrong)).toBe(false);
  const [failed] = casesOf(attemptsDocument(wrong, facts('attempts', 1))).filter(
    ({ status }) => status === 'failed',
  );
  expect(failed).toMatchObject({
    id: 'nouveau-before/written-anew',
    details: expect.arrayContaining(['NEW      x/new']),
  });
});

it('names that are no ids are made some, and no two cases share one', () => {
  const cases = ['two words', 'two words', 'tw#', 'tw#', 'plain'].map((id) =>
    caseOf({ id, name: id, status: 'passed', message: id }),
  );
  const findings = { suites: [{ id: 'a suite', name: 'x', cases }], rules: [] };
  const report = machineReport('x', facts('check', 0), findings, {});
  const ids = casesOf(report).map(({ id }) => id);
  expect(ids.slice(0, 2)).toEqual(['two_words', 'two_words.2']);
  expect(ids[2]).toMatch(/^tw\.[0-9a-f]{10}$/);
  expect(ids[3]).toBe(`${ids[2]}.2`);
  expect(ids[4]).toBe('plain');
});
