// SPDX-License-Identifier: GPL-2.0-or-later
import { copyFileSync, existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { InputError } from '../scenario/input-error';
import { EXAMPLE } from './folders';

/** The files of the example, which runs as it stands. */
export const EXAMPLE_FILES = ['old.c', 'new.c', 'adapter.c'] as const;

/**
 * Writes the example to a folder, which is made if need be.
 * @throws InputError if one of the files is there already.
 */
export function writeExample(folder: string): readonly string[] {
  const files = EXAMPLE_FILES.map((name) => join(folder, name));
  for (const file of files) {
    if (existsSync(file)) throw new InputError({ file }, 'is there already; nothing was written');
  }
  mkdirSync(folder, { recursive: true });
  for (const [index, name] of EXAMPLE_FILES.entries()) {
    copyFileSync(join(EXAMPLE, name), files[index] ?? '');
  }
  return files;
}
