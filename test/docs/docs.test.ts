// SPDX-License-Identifier: GPL-2.0-or-later
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { expect, it } from 'vitest';
import { program } from '../../cli/program';
import { RUN_SOURCES } from '../../oracle/package/files';
import { pages } from './blocks';

const ROOT = resolve(__dirname, '../..');

/** A hang guard only: a machine may be busy. */
const LONG_MS = 300_000;

it('the generated pages are what the code makes', { timeout: LONG_MS }, () => {
  const words = [...RUN_SOURCES, 'tools/docs.ts', '--check'];
  const { stderr, status } = spawnSync(process.execPath, words, { cwd: ROOT, encoding: 'utf8' });
  expect({ stderr, status }).toEqual({ stderr: '', status: 0 });
});

it.each(pages())('every link of %s leads somewhere', (page) => {
  const text = readFileSync(join(ROOT, page), 'utf8');
  const targets = [...text.matchAll(/\]\(([^)#]+)(?:#[^)]*)?\)/g)].map(([, target = '']) => target);
  const broken = targets.filter(
    (target) => !target.includes('://') && !existsSync(join(ROOT, dirname(page), target)),
  );
  expect(broken).toEqual([]);
});

it('README names every command, and no other', () => {
  const text = readFileSync(join(ROOT, 'README.md'), 'utf8');
  const named = new Set([...text.matchAll(/^\| `([a-z]+)[ `]/gm)].map(([, name = '']) => name));
  expect([...named].sort()).toEqual(
    program()
      .commands.map((command) => command.name())
      .sort(),
  );
});
