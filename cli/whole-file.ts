// SPDX-License-Identifier: GPL-2.0-or-later
import {
  accessSync,
  closeSync,
  constants,
  fchmodSync,
  fchownSync,
  openSync,
  readSync,
  realpathSync,
  rmSync,
  type Stats,
  writeFileSync,
} from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { InputError } from '../oracle/scenario/input-error';
import { partialOf, removeLeftovers, replaceWhole } from '../oracle/scenario/partial-name';
import { statsOf } from '../oracle/scenario/stats';
import { exhaustedResource, isSystemError, systemErrorCode } from '../oracle/scenario/system-error';

/** Enough of a file to see what it is. */
const BEGINNING = 256;

/**
 * Checks, before there is anything to write, whether a file can be written: its folder exists and is
 * writable, and it is not a folder itself. A file with other content is not overwritten, so that a
 * misplaced word on the command line does not destroy a source file.
 *
 * @param mayReplace whether a file with this beginning may be replaced; an empty one always may.
 * @throws InputError that says what is in the way.
 */
export function checkWritable(file: string, mayReplace: (beginning: string) => boolean): void {
  const stats = tried(file, () => statsOf(file));
  if (stats?.isDirectory()) throw new InputError({ file }, 'expected a file, got a folder');
  if (stats !== undefined) {
    tried(file, () => accessSync(file, constants.W_OK));
    // A pipe, a terminal, /dev/null: writing there replaces nothing.
    if (!stats.isFile()) return;
    if (stats.size > 0 && !mayReplace(beginningOf(file))) {
      const expected = 'a new file, or an earlier report that can be replaced';
      throw new InputError({ file }, `expected ${expected}, got a file with other content`);
    }
  }
  const folder = dirname(stats === undefined ? file : realpathSync(file));
  const place = statsOf(folder);
  if (!place?.isDirectory()) {
    const got = place === undefined ? 'no such folder' : 'something else';
    throw new InputError({ file }, `expected ${folder} to be a folder, got ${got}`);
  }
  // Permissions, a full or a read-only file system: trying is the only way to know.
  tried(file, () => {
    removeLeftovers(folder);
    const partial = partialOf(join(folder, basename(file)));
    closeSync(openSync(partial, 'w'));
    rmSync(partial);
  });
}

/**
 * Writes a whole file, or leaves the previous one: the text is written next to it under a temporary
 * name, and renamed when all of it is on disk.
 *
 * @throws InputError if it cannot be written.
 */
export function writeWhole(file: string, text: string): void {
  tried(file, () => {
    const stats = statsOf(file);
    if (stats === undefined) replaceWhole(file, text);
    else if (stats.isFile()) {
      replaceWhole(realpathSync(file), text, (descriptor) => keepOwner(descriptor, stats));
    } else writeFileSync(file, text);
  });
}

/** Of what is replaced, owner and mode are kept, as far as the system permits. */
function keepOwner(descriptor: number, { uid, gid, mode }: Stats): void {
  try {
    fchownSync(descriptor, uid, gid);
  } catch (error) {
    // Only the superuser gives files away.
    if (systemErrorCode(error) !== 'EPERM') throw error;
  }
  fchmodSync(descriptor, mode & 0o777);
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
    throw new InputError({ file }, `expected a writable file, got ${error.message}`);
  }
}
