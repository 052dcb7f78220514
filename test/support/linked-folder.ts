// SPDX-License-Identifier: GPL-2.0-or-later
import { mkdirSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

const ROOT = resolve(__dirname, '../..');

const made: string[] = [];
process.once('exit', () => {
  for (const folder of made) rmSync(folder, { recursive: true, force: true });
});

/** A folder outside the project, from which it is imported by its name, as is fast-check. */
export function linkedFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'hmm-pfn-'));
  made.push(folder);
  linkProject(folder);
  return folder;
}

/** Lets what is in a folder import the project by its name, and fast-check. */
export function linkProject(folder: string): void {
  mkdirSync(join(folder, 'node_modules'));
  symlinkSync(ROOT, join(folder, 'node_modules', 'hmm-pfn'));
  symlinkSync(join(ROOT, 'node_modules', 'fast-check'), join(folder, 'node_modules', 'fast-check'));
}
