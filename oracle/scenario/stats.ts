// SPDX-License-Identifier: GPL-2.0-or-later
import { type Stats, statSync } from 'node:fs';
import { InputError } from './input-error';
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

/**
 * For a place of our own that somebody may have put something else at: who opens a pipe or a device to read it may wait for
 * ever, and then hears no signal.
 *
 * @param expected what belongs there, as messages name it.
 * @throws InputError if something is there that is no file.
 */
export function requireFile(path: string, expected: string): void {
  const stats = statsOf(path);
  if (stats === undefined || stats.isFile()) return;
  throw new InputError({ file: path }, `expected ${expected}, got ${specialFile(stats)}`);
}

/** What a place is that is no file. */
export function specialFile(stats: Stats): string {
  if (stats.isDirectory()) return 'a directory';
  return stats.isFIFO() ? 'a pipe' : 'a device or a socket';
}
