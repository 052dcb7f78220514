// SPDX-License-Identifier: GPL-2.0-or-later
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { NEEDED_OPTIONS } from '../../../kernel/boot/build-options';
import { treeKernel } from '../../../kernel/boot/tree-kernel';
import { describeWith, temporaryFolder } from './support';

const folder = temporaryFolder();
const tree = join(folder, 'linux');
const made = (): string => readFileSync(join(tree, 'made'), 'utf8');

/** A tree in which `make` writes down its targets; its configuration has what was appended, but for one option. */
function writeTree(lacks: string): void {
  mkdirSync(join(tree, 'scripts/kconfig'), { recursive: true });
  mkdirSync(join(tree, 'mm'), { recursive: true });
  writeFileSync(join(tree, 'Kconfig'), '');
  writeFileSync(join(tree, 'mm/hmm.c'), '');
  writeFileSync(join(tree, 'made'), '');
  const rules = [
    'tinyconfig:',
    '\techo CONFIG_HMM_MIRROR=y > $(O)/.config; echo $@ >> made',
    'olddefconfig:',
    `\tsed -i '/^CONFIG_${lacks}=/d' $(O)/.config; echo $@ >> made`,
    'vmlinux modules:',
    '\techo $@ >> made',
  ];
  writeFileSync(join(tree, 'Makefile'), `${rules.join('\n')}\n`);
}

beforeEach(() => {
  vi.stubEnv('HMM_PFN_CACHE', join(folder, 'cache'));
});
afterEach(() => {
  vi.unstubAllEnvs();
});

describeWith('flex', 'a kernel tree', () => {
  it('is configured once and built in a folder of its own', async () => {
    writeTree('NOTHING');
    const told: string[] = [];
    const first = await treeKernel(tree, (message) => told.push(message));
    expect(first.image).toBe(join(first.build, 'vmlinux'));
    expect(first.build.startsWith(join(folder, 'cache'))).toBe(true);
    expect(told[0]).toContain(`building a small configuration of ${tree} in ${first.build}`);
    const config = readFileSync(join(first.build, '.config'), 'utf8').split('\n');
    for (const name of NEEDED_OPTIONS) expect(config).toContain(`CONFIG_${name}=y`);
    expect(await treeKernel(tree, () => {})).toEqual(first);
    const lines = made().trimEnd().split('\n');
    expect(lines.filter((line) => line === 'tinyconfig')).toHaveLength(1);
    expect(lines.filter((line) => line === 'vmlinux')).toHaveLength(2);
  });

  it('that cannot have an option is not built', async () => {
    mkdirSync(join(folder, 'other'), { recursive: true });
    writeTree('USERFAULTFD');
    vi.stubEnv('HMM_PFN_CACHE', join(folder, 'other'));
    await expect(treeKernel(tree, () => {})).rejects.toThrow(
      /linux: expected a tree whose smallest configuration .* got one without CONFIG_USERFAULTFD$/,
    );
    expect(made()).not.toContain('vmlinux');
  });

  it('is none if it has no range fault, or no Makefile', async () => {
    mkdirSync(join(folder, 'empty'), { recursive: true });
    await expect(treeKernel(join(folder, 'empty'), () => {})).rejects.toThrow(
      /empty: expected a kernel tree, got a folder without Makefile$/,
    );
  });
});
