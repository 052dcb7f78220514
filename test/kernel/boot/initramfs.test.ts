// SPDX-License-Identifier: GPL-2.0-or-later
import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { makeInitramfs } from '../../../kernel/boot/initramfs';
import { describeWith, smallKernel, smallParts, temporaryFolder } from './support';

const folder = temporaryFolder();

describeWith('cpio', 'the root file system', () => {
  const parts = { kernel: smallKernel(folder), ...smallParts(folder), recipe: 'hmm-recipe/1\n' };

  it('holds program, recipe and modules, and says in which order to load them', async () => {
    const file = join(folder, 'initramfs');
    await makeInitramfs(parts, file);
    const out = join(folder, 'out');
    mkdirSync(out);
    execFileSync('cpio', ['-i', '--quiet', '-d'], { cwd: out, input: readFileSync(file) });
    const text = (name: string): string => readFileSync(join(out, name), 'utf8');
    expect(text('init')).toBe('our program');
    expect(text('recipe')).toBe('hmm-recipe/1\n');
    expect(text('modules/order')).toBe('needed.ko\nbrd.ko rd_nr=1\nhmm_probe.ko\n');
    expect(text('modules/brd.ko')).toBe('module brd.ko');
    expect(text('modules/hmm_probe.ko')).toBe('our module');
  });

  it('is owned by root, and its program can be run', async () => {
    const file = join(folder, 'owned');
    await makeInitramfs(parts, file);
    const list = execFileSync('cpio', ['-t', '-v', '-n', '--quiet'], { input: readFileSync(file) });
    const lines = list.toString().trim().split('\n');
    expect(lines.filter((line) => !/^\S+ +\d+ +0 +0 /.test(line))).toEqual([]);
    expect(lines.find((line) => line.endsWith(' init'))).toMatch(/^-rwxr-xr-x /);
  });
});
