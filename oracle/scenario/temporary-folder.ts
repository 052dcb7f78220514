// SPDX-License-Identifier: GPL-2.0-or-later
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { InputError } from './input-error';
import { systemErrorCode } from './system-error';

const GOT: Readonly<Record<string, string>> = {
  ENOENT: 'no such folder',
  ENOTDIR: 'something else',
  EACCES: 'no permission to write there',
  EPERM: 'no permission to write there',
  EROFS: 'a file system that cannot be written',
  ENOSPC: 'a full file system',
};

/**
 * Makes an empty folder where the system puts temporary files.
 *
 * @param name what it is for.
 * @throws InputError if there is no place for it: which place, and what names it.
 */
export function makeTemporaryFolder(name: string): string {
  const place = tmpdir();
  try {
    return mkdtempSync(join(place, `hmm-pfn-${name}-`));
  } catch (error) {
    const got = GOT[systemErrorCode(error) ?? ''];
    if (got === undefined) throw error;
    const message = `expected a folder for temporary files (TMPDIR names it), got ${got}`;
    throw new InputError({ file: place }, message);
  }
}
