// SPDX-License-Identifier: GPL-2.0-or-later
import {
  accessSync,
  closeSync,
  constants,
  mkdtempSync,
  openSync,
  readSync,
  realpathSync,
  rmdirSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import writeFileAtomic from 'write-file-atomic';
import { InputError } from '../oracle/scenario/input-error';
import { exhaustedResource, isSystemError } from '../oracle/scenario/system-error';

/** Enough of a file to see what it is. */
const BEGINNING = 256;

/**
 * Finds out, before there is anything to write, whether a file can be written: its folder is there
 * and takes files, and it is no folder itself. A file with other content is not overwritten, so that
 * a word in the wrong place of a command line costs nobody a source file.
 *
 * @param mayReplace whether a file that begins so may be replaced; an empty one always may.
 * @throws InputError that says what is in the way.
 */
export function checkWritable(file: string, mayReplace: (beginning: string) => boolean): void {
  const stats = tried(file, () => statSync(file, { throwIfNoEntry: false }));
  if (stats?.isDirectory()) throw new InputError({ file }, 'expected a file, got a folder');
  if (stats !== undefined) {
    tried(file, () => accessSync(file, constants.W_OK));
    // A pipe, a terminal, /dev/null: what is written there replaces nothing.
    if (!stats.isFile()) return;
    if (stats.size > 0 && !mayReplace(beginningOf(file))) {
      const expected = 'a new file, or an earlier report to replace';
      throw new InputError({ file }, `expected ${expected}, got a file with other content`);
    }
  }
  const folder = dirname(stats === undefined ? file : realpathSync(file));
  const place = statSync(folder, { throwIfNoEntry: false });
  if (!place?.isDirectory()) {
    const got = place === undefined ? 'no such folder' : 'something else';
    throw new InputError({ file }, `expected ${folder} to be a folder, got ${got}`);
  }
  // Permissions, a full or a read-only file system: trying is the only way to know.
  tried(file, () => rmdirSync(mkdtempSync(join(folder, '.hmm-pfn-'))));
}

/**
 * Writes a whole file, or leaves what was there: the text is put beside it under another name, and
 * renamed when all of it is on the disk.
 *
 * @throws InputError if it cannot be written.
 */
export function writeWhole(file: string, text: string): void {
  tried(file, () => {
    const stats = statSync(file, { throwIfNoEntry: false });
    if (stats === undefined || stats.isFile()) writeFileAtomic.sync(file, text);
    else writeFileSync(file, text);
  });
}

function beginningOf(file: string): string {
  const bytes = Buffer.alloc(BEGINNING);
  const descriptor = tried(file, () => openSync(file, 'r'));
  try {
    return bytes.subarray(0, readSync(descriptor, bytes)).toString('utf8');
  } finally {
    closeSync(descriptor);
  }
}

function tried<Result>(file: string, action: () => Result): Result {
  try {
    return action();
  } catch (error) {
    if (!isSystemError(error) || exhaustedResource(error) !== undefined) throw error;
    throw new InputError({ file }, `expected a file that can be written, got ${error.message}`);
  }
}
