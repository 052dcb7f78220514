// SPDX-License-Identifier: GPL-2.0-or-later
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { hmmPfnHere } from '../support/command-here';

const folder = mkdtempSync(join(tmpdir(), 'hmm-pfn-report-'));
const out = join(folder, 'page.html');
const MINIMAL = 'fixtures/minimal/hugetlb-none-valid.json';

afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('hmm-pfn report', () => {
  it('makes a page of a scenario, and leaves nothing else behind', async () => {
    expect(await hmmPfnHere(['report', MINIMAL, '--out', out])).toEqual({
      code: 0,
      stdout: '',
      stderr: '',
    });
    const text = readFileSync(out, 'utf8');
    expect(text.startsWith('<!doctype html>')).toBe(true);
    expect(text.trimEnd().endsWith('</html>')).toBe(true);
    expect(readdirSync(folder)).toEqual(['page.html']);
  });

  it('fails without a file, so that an empty list of files is seen', async () => {
    const { code, stderr } = await hmmPfnHere(['report', '--out', out]);
    expect(stderr).toContain("missing required argument 'files'");
    expect(code).toBe(2);
  });

  it('writes nothing from a file that it cannot read', async () => {
    const page = join(folder, 'none.html');
    const { code, stderr } = await hmmPfnHere(['report', 'package.json', '--out', page]);
    expect(stderr).toMatch(/^hmm-pfn: package\.json:1: expected a scenario, or a JSON report/);
    expect(code).toBe(2);
    expect(existsSync(page)).toBe(false);
  });

  it('replaces no file but a page', async () => {
    const file = join(folder, 'notes.txt');
    writeFileSync(file, 'mine');
    const { code, stderr } = await hmmPfnHere(['report', MINIMAL, '--out', file]);
    expect(stderr).toContain('expected a new file, or an earlier report that can be replaced');
    expect(code).toBe(2);
    expect(readFileSync(file, 'utf8')).toBe('mine');
  });
});

describe('--html', () => {
  it('writes the page of an explanation beside its text', async () => {
    const page = join(folder, 'explain.html');
    const { code, stdout } = await hmmPfnHere(['explain', 'hugetlb-none-valid', '--html', page]);
    expect(stdout).toMatch(/^hugetlb-none-valid: /);
    expect(code).toBe(0);
    expect(readFileSync(page, 'utf8')).toContain('<h1 id="hmm-pfn-explain-hugetlb-none-valid">');
  });

  it('is refused before a check begins', async () => {
    const page = join(folder, 'no', 'such.html');
    const { code, stdout, stderr } = await hmmPfnHere(['check', '--html', page]);
    expect(stderr).toContain('to be a folder, got no such folder');
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
  });
});
