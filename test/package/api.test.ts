// SPDX-License-Identifier: GPL-2.0-or-later
import { execFile } from 'node:child_process';
import { resolve } from 'node:path';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';

const ROOT = resolve(__dirname, '../..');

it('all that the package exports is documented, with all types', { timeout: 300_000 }, async () => {
  // Warnings are errors (typedoc.json): with one, this command fails and says which.
  const typedoc = resolve(ROOT, 'node_modules/typedoc/bin/typedoc');
  const quick = ['--emit', 'none', '--logLevel', 'Warn'];
  const ended = await promisify(execFile)(process.execPath, [typedoc, ...quick], { cwd: ROOT });
  expect(ended).toEqual({ stdout: '', stderr: '' });
});
