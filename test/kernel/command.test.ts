// SPDX-License-Identifier: GPL-2.0-or-later
import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { RUN_SOURCES } from '../../oracle/package/files';

const ROOT = resolve(__dirname, '../..');
/** A cache folder without kernels. */
const EMPTY = mkdtempSync(join(tmpdir(), 'hmm-pfn-no-kernels-'));
afterAll(() => rmSync(EMPTY, { recursive: true, force: true }));

interface Ended {
  readonly code: number | string | null;
  readonly stdout: string;
  readonly stderr: string;
}

function testKernel(...given: readonly string[]): Promise<Ended> {
  const command = [...RUN_SOURCES, 'kernel/main.ts', ...given];
  const env = { ...process.env, HMM_PFN_CACHE: EMPTY };
  return new Promise((done) => {
    execFile(process.execPath, command, { cwd: ROOT, env }, (error, stdout, stderr) => {
      done({ code: error === null ? 0 : (error.code ?? null), stdout, stderr });
    });
  });
}

describe('npm run test:kernel', () => {
  it('skips a kernel that is not there, with the reason; nothing was compared', async () => {
    const { code, stdout } = await testKernel('--kernel', '6.1');
    expect(stdout).toMatch(
      /^KTAP version 1\n1\.\.0 # SKIP kernel 6\.1: .*\(--install gets them\)\n$/,
    );
    expect(code).toBe(2);
  });

  it('says so in JSON, too', async () => {
    const { code, stdout } = await testKernel('--kernel', '6.12', '--json');
    expect(JSON.parse(stdout)).toMatchObject({ kernel: '6.12', skipped: expect.any(String) });
    expect(code).toBe(2);
  });

  it.each([
    [
      'a kernel that it does not know',
      ['--kernel', '5.4'],
      /Allowed choices are 6\.1, 6\.12, 7\.3, 7\.2, 5\.10, all/,
    ],
    [
      'a case that there is none of',
      ['--case', 'x'],
      /--case "x": expected the name of a case, as a run prints it, or random-SEED-NUMBER\./,
    ],
    [
      'one of several cases that there is none of, with what may have been meant',
      ['--case', 'anon_read.read', '--case', 'anon_red.read'],
      /--case "anon_red\.read": .*; near it: anon_read\.read, /,
    ],
    [
      'a random case whose numbers it cannot hold',
      ['--case', `random-1-${2 ** 54}`],
      /--case "random-1-\d+": its numbers are too large/,
    ],
    [
      'cases and documents at once',
      ['--case', 'anon_read.read', '--scenario', 'x.json'],
      /'--scenario <file>' cannot be used with option '--case <name>'/,
    ],
    [
      'a kernel of 32 bits that there is none of',
      ['--kernel', '7.3', '--bits', '32'],
      /--kernel 7\.3 --bits 32: Debian has built no kernels for i386 after bookworm; expected --kernel 6\.1\./,
    ],
    [
      'a release that does not run, with the reason',
      ['--kernel', '5.10'],
      /--kernel 5\.10: the module cannot be built for it: .*since 5\.19/,
    ],
    ['a width that there is none of', ['--bits', '16'], /expected 32 or 64, got "16"/],
    [
      'a report where the text goes',
      ['--report', 'junit', '-'],
      /'--report <format> <file>' expected a file after junit, got -/,
    ],
    [
      'a report that a run does not write',
      ['--report', 'json', 'x'],
      /expected a format from junit, ktap, sarif, then a file, got json/,
    ],
    [
      'a number that is none',
      ['--runs', 'many'],
      /expected a whole number of at least 0, got many/,
    ],
    [
      'a kernel of one’s own without what a module is built against',
      ['--image', 'bzImage'],
      /--image and --build belong together/,
    ],
    [
      'a folder that no kernel was built in',
      ['--image', 'package.json', '--build', 'docs', '--case', 'anon_read.read'],
      /utsrelease\.h: expected a part of a kernel that was built/,
    ],
    ['a folder that is a file', ['--keep', 'package.json'], /package\.json: expected a folder/],
    [
      'a file that there is none of',
      ['--scenario', '/no/such'],
      /^test:kernel: \/no\/such: expected a file/,
    ],
  ] as const)('refuses %s', async (_, given, message) => {
    const { code, stderr } = await testKernel(...given);
    expect(stderr).toMatch(message);
    expect(code).toBe(2);
  });
});
