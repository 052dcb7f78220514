// SPDX-License-Identifier: GPL-2.0-or-later
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { auditDriverCommand } from '../../cli/audit-driver';
import { loadUserDriver } from '../../oracle/audit/user-module';
import { type Ended, hmmPfn } from '../support/command';

const ROOT = resolve(__dirname, '../..');
const EXAMPLE = readFileSync(join(ROOT, 'examples/my-driver.ts'), 'utf8');
const QUICK = ['--seed', '1', '--runs', '300', '--scope', '0', '--no-vectors'];

function audit(...parameters: readonly string[]): Promise<Ended> {
  return hmmPfn(['audit', ...parameters]);
}

/** A module outside the project, with one change to the example. */
function userModule(right: string, wrong: string): string {
  const file = join(mkdtempSync(join(tmpdir(), 'hmm-pfn-')), 'my-driver.ts');
  const text = EXAMPLE.replaceAll("'../", `'${ROOT}/`);
  writeFileSync(file, text.replace(right, wrong));
  return file;
}

describe.concurrent('hmm-pfn audit', () => {
  it('names and explains what the port of nouveau changes, and exits with 0', async () => {
    const sources = ['--seed', '1', '--runs', '3000', '--no-vectors', '--json'];
    const { code, stdout, stderr } = await audit('nouveau', ...sources);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    const [report] = JSON.parse(stdout).reports;
    const ids = [...report.causes, ...report.loops.causes].map(({ id }: { id: string }) => id);
    expect(ids).toEqual(
      expect.arrayContaining([
        'nouveau/request/prefetch',
        'nouveau/request/prefetch/not-faulted',
        'nouveau/request/prefetch/window-ends-otherwise',
        'nouveau/entry/error-value',
        'nouveau/mapped/pte-protnone',
        'nouveau/loop/destroyed-requests',
        'nouveau/loop/prefetch-grows',
        'nouveau/loop/policy-set-once',
        'nouveau/loop/no-pages-retry',
      ]),
    );
    expect(report.table).toContainEqual({
      met: 'gap',
      before: 'unmapped, entry 0xfffffffffffffffe',
      after: 'unmapped, entry 0x0',
    });
    const error = report.causes.find(({ id }: { id: string }) => id.endsWith('error-value'));
    expect(error.minimal.wanted).toEqual(['read', 'none', 'read']);
  });

  it('reports a mistake in a module, and exits with 1', async () => {
    const file = userModule('(word & HMM_PFN_WRITE) !== 0n);', '(word & 2n) !== 0n);');
    const { code, stdout } = await audit(file, ...QUICK);
    expect(stdout).toContain('my-driver/write/pte-present/writable-to-read-only (random');
    expect(stdout).toContain('my-driver/policy/same-effect');
    expect(stdout).toContain('| wants  ');
    expect(code).toBe(1);
  });

  it('shows type errors as the compiler does, and exits with 2', async () => {
    const file = userModule('windowLimit: 32', "windowLimit: 'all'");
    const { code, stderr } = await audit(file, ...QUICK);
    expect(stderr).toContain(`hmm-pfn: ${file}: does not compile\n`);
    expect(stderr).toMatch(/my-driver\.ts\(\d+,\d+\): error TS2322: Type/);
    expect(stderr).not.toContain('    at ');
    expect(code).toBe(2);
  });

  it('refuses a name that is none', async () => {
    const command = auditDriverCommand().exitOverride();
    await expect(command.parseAsync(['node', 'audit', 'nouvea'])).rejects.toThrow(
      '"driver" expected nouveau, amdgpu, test_hmm, or the path of a module such as ./my-driver.ts',
    );
  });

  it('refuses a path where there is no module', () => {
    expect(() => loadUserDriver('./no-such.ts')).toThrow(
      './no-such.ts: expected a TypeScript module, got no such file',
    );
  });
});
