// SPDX-License-Identifier: GPL-2.0-or-later
import { execFileSync, spawn } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { findApart } from '../../oracle/child/confinement';
import { type Ended, ended, hmmPfn, start } from '../support/command';
import { temporaryFolder } from '../support/surroundings';

const FOLDER = join(__dirname, 'hostile');
const folder = temporaryFolder();
const QUICK = ['--seed', '1', '--runs', '150', '--scope', '0', '--no-vectors'];
/** Three processes a run, and a machine that others use, too. */
const HANG_MS = 120_000;

function audit(name: string, ...parameters: readonly string[]): Promise<Ended> {
  return hmmPfn(['audit', resolve(FOLDER, name), ...QUICK, ...parameters]);
}

/** A module that is what a call of another one's makes: modules see no variables of ours. */
function madeBy(name: string, call: string): string {
  const file = join(folder, `${call.replace(/\W+/g, '-')}.cjs`);
  writeFileSync(file, `module.exports = require(${JSON.stringify(join(FOLDER, name))}).${call};\n`);
  return file;
}

/** A module that is another one, in a file that no other test runs. */
function ownCopyOf(name: string): string {
  const file = join(folder, `own-${name}`);
  writeFileSync(file, `module.exports = require(${JSON.stringify(join(FOLDER, name))});\n`);
  return file;
}

/** The processes in which a module still runs. */
function left(name: string): string {
  const all = execFileSync('ps', ['-eo', 'pid,args'], { encoding: 'utf8' });
  return all
    .split('\n')
    .filter((line) => line.includes('serve') && line.includes(name))
    .join('\n');
}

describe('hmm-pfn audit of a hostile module', () => {
  it(
    'keeps its exit code, whatever the module’s exit handlers do',
    async () => {
      const module = ownCopyOf('exit-handlers.cjs');
      const { code, stdout } = await audit(module);
      expect(stdout).toMatch(/hostile: \d+ unexplained causes?/);
      expect(code).toBe(1);
      expect(left(module)).toBe('');
    },
    HANG_MS,
  );

  it(
    'exits with 2 if the module ends its process with 0',
    async () => {
      const { code, stdout, stderr } = await audit('exit-in-convert.cjs');
      expect(stderr).toContain('the module’s process ended with exit code 0');
      expect(stdout).not.toContain('explained');
      expect(code).toBe(2);
    },
    HANG_MS,
  );

  it(
    'shows what the module prints as the module’s, and not in the report',
    async () => {
      const { code, stdout, stderr } = await audit('prints.cjs', '--json');
      expect(JSON.parse(stdout).reports).toHaveLength(1);
      expect(stderr).toContain(
        '[module] hostile: every difference is explained\\u001b[2J\n[module] hmm-pfn: nothing new\n',
      );
      expect(stderr).not.toMatch(/^(?!\[module\] ).+$/m);
      expect(code).toBe(1);
    },
    HANG_MS,
  );

  it(
    'ends at the time limit, with all its processes',
    async () => {
      const module = ownCopyOf('endless-convert.cjs');
      const { code, stderr } = await audit(module, '--time-limit', '2');
      expect(stderr).toContain('the time limit of 2 s passed (--time-limit)');
      expect(code).toBe(2);
      expect(left(module)).toBe('');
    },
    HANG_MS,
  );

  it(
    'ends with Ctrl-C, while the module does not come back',
    async () => {
      const module = ownCopyOf('endless-while-loading.cjs');
      const limit = ['--time-limit', '100'];
      const child = start('audit', module, ...QUICK, ...limit);
      const end = ended(child);
      while (left(module) === '') await setTimeout(100);
      await setTimeout(500);
      child.kill('SIGINT');
      const { code, stdout, stderr } = await end;
      expect(stderr).toContain('hmm-pfn: interrupted before the driver gave its first answer');
      expect(stdout).toBe('');
      expect(code).toBe(130);
      expect(left(module)).toBe('');
    },
    HANG_MS,
  );

  it.runIf(findApart() !== undefined)(
    'is not ended or slowed by a module that signals whatever it can name',
    async () => {
      const bystander = spawn('sleep', ['600']);
      try {
        const killing = madeBy('kills-all.cjs', `killing(${bystander.pid})`);
        for (const name of ['kills-who-asks.cjs', killing]) {
          const { code, stdout, stderr } = await audit(name);
          expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
          expect(stdout).toContain('hostile: every difference is explained');
        }
        expect(bystander.exitCode ?? bystander.signalCode).toBeNull();
      } finally {
        bystander.kill('SIGKILL');
      }
    },
    HANG_MS,
  );

  it(
    'shows a module no more of its environment than programs need',
    async () => {
      process.env['HMM_PFN_TEST_SECRET'] = 'a token';
      process.env['LC_HMM_PFN_TEST'] = 'C';
      try {
        const { code, stderr } = await audit('prints-environment.cjs');
        const [names = ''] = stderr.match(/(?<=^\[module\] environment ).*/m) ?? [];
        const others = names
          .split(' ')
          .filter((name) => !/^(?:PATH|HOME|TMPDIR|TZ|LANG|LANGUAGE)$/.test(name));
        // The shell of a wrapper may leave where it is; by the mark, all that a module starts is found and ended.
        // Tests that ran in this process before may have set more of the same kind.
        const locale = Object.keys(process.env).filter((name) => name.startsWith('LC_'));
        expect(locale).toContain('LC_HMM_PFN_TEST');
        expect(others.filter((name) => name !== 'PWD').sort()).toEqual(
          ['HMM_PFN_STARTED_BY', ...locale].sort(),
        );
        expect(names).toContain('PATH');
        expect(code).toBe(0);
      } finally {
        delete process.env['HMM_PFN_TEST_SECRET'];
        delete process.env['LC_HMM_PFN_TEST'];
      }
    },
    HANG_MS,
  );

  it.each([
    ['neither', 'the version before and the version after makes up no window of one page'],
    ['before', 'the version after makes up no window of one page'],
    ['after', 'the version before makes up no window of one page'],
  ])(
    'is no pass and no finding if %s makes up windows',
    async (which, why) => {
      const { code, stdout, stderr } = await audit(
        madeBy('builds-never.cjs', `building('${which}')`),
      );
      expect(stdout).toContain(`retry loops: ${why}: builds() is false`);
      expect(stdout).not.toContain('both retry with the same array');
      expect(stderr).toContain('this is not a pass');
      expect(code).toBe(2);
    },
    HANG_MS,
  );

  it('takes a time limit of whole seconds', async () => {
    const { code, stderr } = await audit('correct-driver.cjs', '--time-limit', '0');
    expect(stderr).toContain('expected a whole number from 1 to 86400, got 0');
    expect(code).toBe(2);
  });
});
