// SPDX-License-Identifier: GPL-2.0-or-later
import { readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import ts from 'typescript';
import { describe, expect, it } from 'vitest';
import { openUserDriver } from '../../audit/module/user-driver';
import { auditDriverCommand } from '../../cli/audit-driver';
import type { Ended } from '../support/command';
import { hmmPfnHere } from '../support/command-here';
import { linkedFolder } from '../support/linked-folder';

const ROOT = resolve(__dirname, '../..');
const EXAMPLE = readFileSync(join(ROOT, 'examples/my-driver.ts'), 'utf8');
const QUICK = ['--seed', '1', '--runs', '300', '--scope', '0', '--no-vectors'];

function audit(...parameters: readonly string[]): Promise<Ended> {
  return hmmPfnHere(['audit', ...parameters]);
}

/** A module outside the project, with one change to the example. */
function userModule(right: string, wrong: string): string {
  const file = join(linkedFolder(), 'my-driver.ts');
  writeFileSync(file, EXAMPLE.replace(right, wrong));
  return file;
}

/** The example as JavaScript, with one change. */
function javaScript(module: ts.ModuleKind, name: string, right = '', wrong = ''): string {
  const compilerOptions = { module, target: ts.ScriptTarget.ES2022 };
  const { outputText } = ts.transpileModule(EXAMPLE, { compilerOptions });
  const file = join(linkedFolder(), name);
  writeFileSync(file, outputText.replace(right, wrong));
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
    expect(stderr).toContain(`hmm-pfn: ${file}: does not compile:\n  | `);
    expect(stderr).toMatch(/my-driver\.ts\(\d+,\d+\): error TS2322: Type/);
    expect(stderr).not.toContain('    at ');
    expect(code).toBe(2);
  });

  // From source the project is TypeScript, which only CommonJS can load; the package's test has both.
  it('takes JavaScript as it is', async () => {
    const { code, stdout, stderr } = await audit(
      javaScript(ts.ModuleKind.CommonJS, 'my-driver.cjs'),
      ...QUICK,
    );
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toContain('every difference is explained');
  });

  it.each([
    [
      "format: { kind: 'fixed' }",
      "format: 'fixed'",
      "default.after.format: expected {kind: 'fixed', revision}, or {kind: 'customizable', ",
    ],
    ['windowLimit: 32', 'windowLimit: 0', 'default.before.windowLimit: expected a number of pages'],
    ['checksSequence: true,', '', 'default.before.loop.checksSequence: expected true or false'],
    ['asks: accesses.map(ask)', 'asks: []', 'default.before.encode().asks: expected an array of '],
    [
      "kind: 'unmapped'",
      "kind: 'nothing'",
      /default\.before\.convert\(\)\.pages\[\d+\]\.kind: expected one of unmapped mapped/,
    ],
  ])('checks what no compiler has: %s as %j', async (right, wrong, message) => {
    const file = javaScript(ts.ModuleKind.CommonJS, 'my-driver.cjs', right, wrong);
    const { code, stderr } = await audit(file, ...QUICK);
    expect(stderr.startsWith(`hmm-pfn: ${file}: `)).toBe(true);
    expect(stderr).toMatch(message);
    expect(stderr).not.toContain('    at ');
    expect(code).toBe(2);
  });

  it('says where hmm-pfn is looked for, if a module cannot find it', async () => {
    const file = javaScript(ts.ModuleKind.CommonJS, 'my-driver.cjs', 'hmm-pfn/drivers', 'hmm-pfn2');
    const { code, stderr } = await audit(file, ...QUICK);
    expect(stderr).toContain(
      "expected a module that loads, got exception Error: Cannot find module 'hmm-pfn2'",
    );
    expect(stderr).toContain('hint: hmm-pfn is found where it is installed');
    expect(code).toBe(2);
  });

  it('refuses a name that is none', async () => {
    const command = auditDriverCommand().exitOverride();
    await expect(command.parseAsync(['node', 'audit', 'nouvea'])).rejects.toThrow(
      '"driver" expected nouveau, amdgpu, test_hmm, xe, gpusvm, odp, or the path of a module such as ./my-driver.ts',
    );
  });

  it('refuses a path where there is no module', async () => {
    const { signal } = new AbortController();
    const options = { limitMs: 1000, onOutput: () => {}, signal };
    await expect(openUserDriver('./no-such.ts', options)).rejects.toThrow(
      './no-such.ts: expected a module (.ts .cts .mts .js .cjs .mjs), got no such file',
    );
  });
});
