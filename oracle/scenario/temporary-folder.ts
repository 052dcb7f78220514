// SPDX-License-Identifier: GPL-2.0-or-later
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { atExit } from '../child/at-exit';
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

/** What takes back that folders are removed when the process ends. */
const KEPT = new Map<string, () => void>();

/**
 * Makes an empty folder where the system puts temporary files. It is gone when this process has ended, if nobody
 * has removed it by then.
 *
 * @param name what it is for.
 * @throws InputError if there is no place for it: which place, and what names it.
 */
export function makeTemporaryFolder(name: string): string {
  const place = tmpdir();
  try {
    const folder = mkdtempSync(join(place, `hmm-pfn-${name}-`));
    KEPT.set(
      folder,
      atExit(() => remove(folder)),
    );
    return folder;
  } catch (error) {
    const got = GOT[systemErrorCode(error) ?? ''];
    if (got === undefined) throw error;
    const message = `expected a folder for temporary files (TMPDIR names it), got ${got}`;
    throw new InputError({ file: place }, message);
  }
}

/**
 * Works in such a folder, which goes with all that is in it when the work is done, or has failed.
 * @param name what it is for.
 * @throws InputError if there is no place for it.
 */
export async function inTemporaryFolder<Result>(
  name: string,
  work: (folder: string) => Promise<Result>,
): Promise<Result> {
  const folder = makeTemporaryFolder(name);
  try {
    return await work(folder);
  } finally {
    removeTemporaryFolder(folder);
  }
}

/** Removes such a folder, with all that is in it. */
export function removeTemporaryFolder(folder: string): void {
  remove(folder);
  KEPT.get(folder)?.();
  KEPT.delete(folder);
}

function remove(folder: string): void {
  rmSync(folder, { recursive: true, force: true });
}
