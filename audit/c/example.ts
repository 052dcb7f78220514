// SPDX-License-Identifier: GPL-2.0-or-later
import { constants, copyFileSync, existsSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { InputError } from '../../oracle/scenario/input-error';
import { makeOutputFolder } from '../../oracle/scenario/make-folder';
import { unwritable } from '../../oracle/scenario/system-error';
import { EXAMPLE } from './folders';

/** The files of the example, which runs as it stands. */
export const EXAMPLE_FILES = ['old.c', 'new.c', 'adapter.c'] as const;

/**
 * Writes the example to a folder, which is made if need be.
 * @throws InputError if one of the files is there already, or cannot be written; then none stays.
 */
export function writeExample(folder: string): readonly string[] {
  const files = EXAMPLE_FILES.map((name) => join(folder, name));
  for (const file of files) {
    if (existsSync(file)) throw new InputError({ file }, 'exists already; nothing was written');
  }
  makeOutputFolder(folder);
  const written: string[] = [];
  try {
    for (const [index, name] of EXAMPLE_FILES.entries()) {
      const file = files[index] ?? '';
      copyFileSync(join(EXAMPLE, name), file, constants.COPYFILE_EXCL);
      written.push(file);
    }
  } catch (error) {
    for (const file of written) rmSync(file, { force: true });
    throw unwritable(folder, error);
  }
  return files;
}
