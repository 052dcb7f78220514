// SPDX-License-Identifier: GPL-2.0-or-later
import { mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Ended } from '../support/command';
import { hmmPfnHere } from '../support/command-here';

const FOLDER = mkdtempSync(join(tmpdir(), 'hmm-pfn-prove-'));

/** On a machine that does other things, too, the solver's time is not what is tried. */
const PATIENCE_S = 300;

function prove(...words: readonly string[]): Promise<Ended> {
  return hmmPfnHere(['prove', 'format', '--time-limit', `${PATIENCE_S}`, ...words]);
}

describe('prove format', { timeout: 2000 * PATIENCE_S }, () => {
  it('refutes the documentation’s format, and the witness shows it when it is run', async () => {
    const witness = join(FOLDER, 'witness');
    const proof = await prove('documentation', '--witness', witness);
    expect(proof.code).toBe(1);
    expect(proof.stdout).toContain(
      'valid-above-pfn: requests work, but each page decodes to a pfn',
    );
    expect(proof.stdout.trimEnd()).toMatch(/Refuted: see above\.$/);
    expect(readdirSync(witness)).toEqual([
      'statement-pages-legacy.json',
      'statement-pages-v5.7.json',
    ]);
    const explained = await hmmPfnHere(['explain', join(witness, 'statement-pages-legacy.json')]);
    expect(explained.stdout).toContain('format-flag-above-pfn');
  });

  it('proves amdgpu’s format, in a report and in queries for another solver', async () => {
    const smt2 = join(FOLDER, 'smt2');
    const { code, stdout } = await prove('amdgpu', '--json', '--smt2', smt2);
    const report = JSON.parse(stdout);
    expect(code).toBe(0);
    expect(report.format).toBe('amdgpu');
    expect(report.statements.length).toBe(8);
    expect(new Set(report.statements.map(({ outcome }: { outcome: string }) => outcome))).toEqual(
      new Set(['proved']),
    );
    expect(readdirSync(smt2).length).toBe(8);
    expect(readFileSync(join(smt2, 'statement-requests.smt2'), 'utf8')).toContain('(check-sat)');
  });

  it('takes a format from a file, and says where one is wrong', async () => {
    const file = join(FOLDER, 'format.json');
    const format = {
      flags: { valid: '0x1', write: '0x2' },
      values: { error: '0xffffffffffffffff', none: '0x0', special: '0xfffffffffffffffc' },
      pfnShift: 12,
    };
    writeFileSync(file, JSON.stringify(format));
    const { code, stdout } = await prove(file);
    expect(code).toBe(1);
    expect(stdout.match(/refuted/g)).toHaveLength(1);
    expect(stdout).toContain(
      'error-has-valid: a driver that tests the valid bit before it compares',
    );
    expect(stdout).not.toContain('error-is-page');
    writeFileSync(file, JSON.stringify({ ...format, pfnShift: 64 }));
    const wrong = await prove(file);
    expect(wrong.code).toBe(2);
    expect(wrong.stderr).toContain('pfnShift');
  });
});
