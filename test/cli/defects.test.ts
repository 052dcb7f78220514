// SPDX-License-Identifier: GPL-2.0-or-later
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { failureOf } from '../../cli/failure';
import { ArgumentError } from '../../oracle/scenario/argument-error';
import { InputError } from '../../oracle/scenario/input-error';
import { type Ended, ended, startWith } from '../support/command';

const EDGE = ['--vectors', 'fixtures/golden/edge.jsonl.gz'];
const CHECK = ['check', '--scope', '0', '--runs', '1000'];

/** Runs a check in a process that first runs this: something that Node or the system does to us. */
function checkAfter(planted: string, ...more: readonly string[]): Promise<Ended> {
  const file = join(mkdtempSync(join(tmpdir(), 'hmm-pfn-planted-')), 'planted.cjs');
  writeFileSync(file, planted);
  return ended(startWith({ NODE_OPTIONS: `--require ${file}` }, ...CHECK, ...more));
}

const FOREVER = 'function again() { return again() + 1; }';
const NEVER = `const { Readable } = require('node:stream');
require('node:fs').createReadStream = () => new Readable({ read() {} });`;
const NO_FILES = `const fs = require('node:fs');
const { open } = fs;
fs.open = (path, ...rest) => {
  if (!String(path).endsWith('.gz')) return open(path, ...rest);
  const error = new Error('EMFILE: too many open files, open');
  rest.at(-1)(Object.assign(error, { code: 'EMFILE', syscall: 'open', path }));
};`;

/** Nothing more can be opened, and nobody catches that. */
const NO_FILES_EVENT = `const fs = require('node:fs');
setTimeout(() => {
  fs.readFileSync = () => {
    throw Object.assign(new Error('EMFILE: too many open files, open'), { code: 'EMFILE', syscall: 'open' });
  };
  fs.readFileSync();
}, 10);`;

describe.concurrent('a defect ends with 70 and says where to report it:', () => {
  it.each([
    ['an exception in an event handler', `setTimeout(() => null.x, 10);`, 'TypeError'],
    ['a promise that nobody waits for', `Promise.reject(new TypeError('lost'));`, 'lost'],
    ['an exhausted stack', `${FOREVER} setTimeout(again, 10);`, 'Maximum call stack size exceeded'],
    [
      'a RangeError of the engine in a command',
      `require('node:fs').createReadStream = () => new Array(-1);`,
      'RangeError: Invalid array length',
    ],
    [
      'something to wait for that can never come',
      NEVER,
      'was waiting for something that can never happen',
    ],
    ['too few files', NO_FILES, 'this process may open no more files'],
    ['too few files for package.json', NO_FILES_EVENT, 'this process may open no more files'],
  ])('%s', async (_, planted, message) => {
    const { code, stderr } = await checkAfter(planted, ...EDGE);
    expect(stderr).toContain(message);
    expect(stderr).toMatch(/^ +at /m);
    expect(stderr).toContain('README.md, "Reporting a defect"');
    expect(code).toBe(70);
  });

  it('a thread that dies', async () => {
    const { code, stderr, stdout } = await checkAfter(
      `if (!require('node:worker_threads').isMainThread) process.exit(0);`,
      ...['--scope', '2', '--runs', '0', '--no-vectors'],
    );
    expect(stderr).toContain('README.md, "Reporting a defect"');
    expect(stdout).not.toContain('No unexplained differences');
    expect(code).toBe(70);
  });
});

describe('whose mistake an error is', () => {
  const refused = (code: string, path?: string): Error =>
    Object.assign(new Error(`${code}: refused`), { code, syscall: 'open', path });
  it.each([
    ['bad input', new InputError({ file: 'x' }, 'expected more'), 2],
    ['a bad argument', new ArgumentError('"path" expected more'), 2],
    ['a place that the system refuses', refused('EACCES', '/some/place'), 2],
    ['a RangeError of the engine', new RangeError('Invalid array length'), 70],
    ['a TypeError', new TypeError('x is not a function'), 70],
    ['no file of ours', refused('ENOENT', join(__dirname, '../../fixtures/golden')), 70],
    ['a full disk, whichever file it is', refused('ENOSPC'), 2],
    ['a refusal without a place', refused('EACCES'), 70],
    ['no more files, wherever', refused('EMFILE', '/some/place'), 70],
    ['no memory', refused('ENOMEM'), 70],
    ['what is no error at all', 'thrown text', 70],
  ])('%s', (_, error, exitCode) => {
    expect(failureOf(error).exitCode).toBe(exitCode);
  });
});
