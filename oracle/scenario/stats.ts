// SPDX-License-Identifier: GPL-2.0-or-later
import { type Stats, statSync } from 'node:fs';
import { systemErrorCode } from './system-error';

/**
 * What the system says of a place; undefined if nothing is there. That is so below a file, too, for which one release
 * of Node.js throws, and another one does not.
 *
 * @throws Error of the system, where it does not tell: a circle of links, no permission.
 */
export function statsOf(path: string): Stats | undefined {
  try {
    return statSync(path, { throwIfNoEntry: false });
  } catch (error) {
    if (systemErrorCode(error) === 'ENOTDIR') return undefined;
    throw error;
  }
}

/** Whether a path names a file; false if it names nothing. Throws as {@link statsOf}. */
export function isFile(path: string): boolean {
  return statsOf(path)?.isFile() ?? false;
}

/** Whether a path names a folder; false if it names nothing. Throws as {@link statsOf}. */
export function isFolder(path: string): boolean {
  return statsOf(path)?.isDirectory() ?? false;
}
