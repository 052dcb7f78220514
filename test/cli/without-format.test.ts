// SPDX-License-Identifier: GPL-2.0-or-later
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { minimalScenario, runScenario } from '../../api';
import { hmmPfnHere } from '../support/command-here';

const { legacy: _, ...scenario } = minimalScenario('hugetlb-none-valid');
const SIDES = ['--sides', 'modern,modern-6.12'];
const RESULTS = runScenario(scenario, ['modern', 'modern-6.12']);
const LINE = JSON.stringify({ scenario, expect: RESULTS });
const REFUSAL = /:1: legacy: expected a legacy format, as v5\.7 and legacy run with one/;

describe('a scenario without a customizable format', () => {
  const folder = mkdtempSync(join(tmpdir(), 'hmm-pfn-'));
  const bare = join(folder, 'bare.json');
  const vectors = join(folder, 'vectors.jsonl');

  beforeAll(() => {
    writeFileSync(bare, JSON.stringify(scenario));
    writeFileSync(vectors, `${LINE}\n`);
  });

  it('is run on sides with the fixed one, and echoed as it is', async () => {
    const ran = await hmmPfnHere(['run', ...SIDES, bare]);
    expect(ran).toEqual({ code: 0, stdout: `${LINE}\n`, stderr: '' });
  });

  it('is explained, checked, verified and made a page on them', async () => {
    const explained = await hmmPfnHere(['explain', ...SIDES, bare]);
    expect(explained).toMatchObject({ code: 0, stderr: '' });
    expect(explained.stdout).toContain('modern-6.12');
    const none = ['--scope', '0', '--runs', '0', '--seed', '1'];
    const checked = await hmmPfnHere(['check', ...SIDES, '--vectors', vectors, ...none]);
    expect(checked).toMatchObject({ code: 0, stderr: '' });
    expect(checked.stdout).toMatch(/^ {2}modern-6\.12 +1 of 1 vectors$/m);
    const verified = await hmmPfnHere(['fixtures', 'verify', vectors]);
    expect(verified).toMatchObject({ code: 0, stderr: '' });
    const page = join(folder, 'page.html');
    const reported = await hmmPfnHere(['report', ...SIDES, vectors, '--out', page]);
    expect(reported).toMatchObject({ code: 0, stderr: '' });
    expect(readFileSync(page, 'utf8')).toContain(scenario.id);
  });

  it('is refused by place on others, and nothing passes', async () => {
    for (const command of [['run'], ['explain'], ['report', '--out', join(folder, 'no.html')]]) {
      const refused = await hmmPfnHere([...command, vectors]);
      expect([command[0], refused.code]).toEqual([command[0], 2]);
      expect(refused.stderr).toMatch(REFUSAL);
    }
    const checked = await hmmPfnHere([
      'check',
      '--scope',
      '0',
      '--runs',
      '0',
      '--vectors',
      vectors,
    ]);
    expect(checked.code).toBe(2);
    expect(checked.stderr).toMatch(REFUSAL);
    const legacy = JSON.stringify({ scenario, expect: { legacy: RESULTS.modern } });
    const verified = await hmmPfnHere(['fixtures', 'verify', '-'], legacy);
    expect(verified.code).not.toBe(0);
    expect(verified.stdout + verified.stderr).toContain('as legacy runs with one');
  });
});

describe('seed and path of fast-check', () => {
  const replay = (...more: readonly string[]) =>
    hmmPfnHere(['check', '--profile', 'small', ...more]);

  it('are replayed where they say that they are', async () => {
    const { code, stdout, stderr } = await replay('--seed', '-7', '--path', 'fast-check#3:0');
    expect(stdout).toContain('"id":"path-fast-check#3:0"');
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  });

  it('are told apart from the command’s own', async () => {
    const negative = await replay('--seed', '-7', '--path', '3:0');
    expect(negative.stderr).toContain('--path fast-check#3:0 replays what it found');
    expect(negative.code).toBe(2);
    const bare = await replay('--seed', '7', '--path', '3');
    expect(bare.stderr).toContain('they mean another scenario: --path fast-check#3\n');
    const without = await replay('--path', 'fast-check#3');
    expect(without.stderr).toContain("'--path' of a random scenario needs '--seed'");
  });
});
