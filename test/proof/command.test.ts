// SPDX-License-Identifier: GPL-2.0-or-later
import { chmodSync, mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { findCommand } from '../../oracle/debian/command';
import type { Ended } from '../support/command';
import { hmmPfnHere } from '../support/command-here';
import { describeUnless } from '../support/surroundings';

const FOLDER = mkdtempSync(join(tmpdir(), 'hmm-pfn-prove-'));

/** On a machine that does other things, too, the solver's time is not what is tried. */
const PATIENCE_S = 300;

function prove(...words: readonly string[]): Promise<Ended> {
  return hmmPfnHere(['prove', 'format', '--time-limit', `${PATIENCE_S}`, ...words]);
}

describe('prove format', { timeout: 2000 * PATIENCE_S }, () => {
  it('refutes the documentation’s format; its witness shows it when it is run, its report can be proved again', async () => {
    const witness = join(FOLDER, 'witness');
    const junit = join(FOLDER, 'proof.xml');
    const wanted = ['--witness', witness, '--report', 'junit', junit];
    const proof = await prove('documentation', ...wanted);
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
    expect(readFileSync(junit, 'utf8')).toContain('prove format documentation');
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

/** A solver that does this. */
function solverThat(does: string): string {
  const file = join(FOLDER, 'solver');
  writeFileSync(file, `#!/bin/sh\n${does}\n`);
  chmodSync(file, 0o755);
  return file;
}

/** Prints these values, whatever is asked. */
function saying(pfn: string, writable: string): string {
  const words = [
    'valid',
    'write',
    'error',
    'none',
    'special',
    'pfnShift',
    'request',
    'mask',
    'defaults',
  ];
  const word = (value: string): string => `#x${value.slice(2).padStart(16, '0')}`;
  const values = [
    `(pfn ${word(pfn)})`,
    ...words.map((name) => `(${name} ${word('0x0')})`),
    `(writable ${writable}) (cpuRead true) (cpuWrite true)`,
  ];
  return `echo sat; echo '(${values.join(' ')})'`;
}

/** Whether a process is there that has not ended. */
function isRunning(pid: number): boolean {
  try {
    return !readFileSync(`/proc/${pid}/stat`, 'utf8').includes(') Z ');
  } catch {
    return false;
  }
}

describe('prove format with another solver', { timeout: 2000 * PATIENCE_S }, () => {
  it.each([
    ['echo unknown', 'unknown'],
    ['echo sat', 'it gave no values for a counterexample'],
    ['kill -9 $$', 'the solver was ended by SIGKILL'],
    [':', 'it answered nothing'],
    ['echo what is that >&2; exit 3', 'it answered nothing, but what is that'],
    ['yes', 'the solver writes endless messages'],
  ])('that does "%s" decides nothing', async (does, why) => {
    const { code, stdout, stderr } = await prove('amdgpu', '--solver', solverThat(does));
    expect(code).toBe(2);
    expect(stdout.split(why)).toHaveLength(9);
    expect(stdout).toContain('Not decided: 8 of 8 statements.');
    expect(stderr).toContain('this is not a pass');
  });

  it.each([
    [
      'echo unsat',
      'expected a solver that answers an example of a query that has one, got "unsat"',
    ],
    [saying('0x123456789a0', 'true'), 'an example of a query that has one, got "sat" with values'],
    [saying('0x123456789a0', 'false'), 'expected a solver that answers "unsat" to a contradiction'],
  ])('that does "%s" is not believed', async (does, why) => {
    const { code, stdout, stderr } = await prove('nouveau', '--solver', solverThat(does));
    expect(code).toBe(2);
    expect(stdout).toBe('');
    expect(stderr).toContain(why);
  });

  it('that takes too long is ended, with what it has started', async () => {
    const pids = join(FOLDER, 'pids');
    const does = `sleep 1000 & echo $! >${pids}; wait`;
    const limit = ['--time-limit', '1'];
    const { code, stdout } = await prove('amdgpu', ...limit, '--solver', solverThat(does));
    expect(code).toBe(2);
    expect(stdout).toContain('the solver does not end within 1 s');
    const child = Number(readFileSync(pids, 'utf8'));
    await expect.poll(() => isRunning(child)).toBe(false);
  });

  it.each([
    ['no-such-solver', 'found none: no-such-solver'],
    ['./no-such-solver', 'found none: ./no-such-solver'],
    [FOLDER, `got what cannot be executed: ${FOLDER}`],
    [__filename, `got what cannot be executed: ${__filename}`],
  ])('that is %s is the user’s mistake', async (solver, why) => {
    const { code, stderr } = await prove('amdgpu', '--solver', solver);
    expect(code).toBe(2);
    expect(stderr).toContain(why);
  });
});

const without = findCommand('cvc5') === undefined ? 'there is no cvc5' : undefined;
describeUnless(without, 'prove format with cvc5', () => {
  it('proves amdgpu’s format', { timeout: 2000 * PATIENCE_S }, async () => {
    const { code, stdout } = await prove('amdgpu', '--solver', 'cvc5');
    expect(code).toBe(0);
    expect(stdout).toContain('Proved: all 8 statements.');
  });

  it('refutes the documentation’s, by values that a run of the laws confirms', {
    timeout: 2000 * PATIENCE_S,
  }, async () => {
    const { code, stdout } = await prove('documentation', '--solver', 'cvc5');
    expect(code).toBe(1);
    expect(stdout.match(/ refuted /g)).toHaveLength(2);
  });
});
