// SPDX-License-Identifier: GPL-2.0-or-later
import { chmodSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { InstalledKernel } from '../../../kernel/boot/kernel';
import { findCommand } from '../../../oracle/debian/command';
import { describeUnless } from '../../support/surroundings';

export { temporaryFolder } from '../../support/surroundings';

/** Tests that need a command. */
export function describeWith(command: string, name: string, tests: () => void): void {
  const reason = findCommand(command) === undefined ? `there is no ${command}` : undefined;
  describeUnless(reason, name, tests);
}

/** A kernel that holds nothing but two modules. */
export function smallKernel(folder: string): InstalledKernel {
  const file = (name: string): string => {
    writeFileSync(join(folder, name), `module ${name}`);
    return join(folder, name);
  };
  return {
    series: '6.1',
    release: '6.1.0-test',
    version: '1',
    folder,
    vmlinux: join(folder, 'vmlinux'),
    headers: folder,
    modules: [
      { file: file('needed.ko'), parameters: '' },
      { file: file('brd.ko'), parameters: 'rd_nr=1' },
    ],
  };
}

/** A program and a module of ours for `smallKernel`. */
export function smallParts(folder: string): { readonly module: string; readonly guest: string } {
  const parts = { module: join(folder, 'hmm_probe.ko'), guest: join(folder, 'hmm-guest') };
  writeFileSync(parts.module, 'our module');
  writeFileSync(parts.guest, 'our program');
  return parts;
}

/** Writes a shell script and returns its file. */
export function script(folder: string, name: string, lines: readonly string[]): string {
  const file = join(folder, name);
  writeFileSync(file, ['#!/bin/sh', ...lines, ''].join('\n'));
  chmodSync(file, 0o755);
  return file;
}

/** A line of a script that stands for QEMU: it finds the file of the kernel's console. */
export const CONSOLE =
  'for word; do case $word in file:*) console=$(echo "$word" | cut -c 6-);; esac; done';
