// SPDX-License-Identifier: GPL-2.0-or-later
import { createHash } from 'node:crypto';
import { readFileSync, type Stats } from 'node:fs';
import { join, posix } from 'node:path';
import { InputError } from '../../oracle/scenario/input-error';
import { statsOf } from '../../oracle/scenario/stats';
import { exhaustedResource, isSystemError } from '../../oracle/scenario/system-error';
import { codeOf } from './code';

/** The files of a tree that run, as they stand in it. */
export const NEEDED_FILES = [
  'mm/hmm.c',
  'mm/pagewalk.c',
  'include/linux/hmm.h',
  'include/linux/pagewalk.h',
] as const;
/** Those that only later releases have. */
export const OTHER_FILES = ['include/linux/hmm-dma.h'] as const;
type TreePath = (typeof NEEDED_FILES)[number] | (typeof OTHER_FILES)[number];

/** Longer files are not taken for what they should be. */
const MOST_BYTES = 2 ** 22;

/** One file of a tree. */
export interface TreeFile {
  /** Where it stands in a kernel tree. */
  readonly path: TreePath;
  /** Where it was read. */
  readonly place: string;
  readonly text: string;
  /** The same without comments and strings. */
  readonly code: string;
  readonly sha256: string;
}

/** What was read of a tree. */
export interface TreeSources {
  readonly folder: string;
  readonly files: readonly TreeFile[];
}

/** The text of a file that must be there. */
export function fileOf({ files, folder }: TreeSources, path: TreePath): TreeFile {
  const file = files.find((one) => one.path === path);
  if (file !== undefined) return file;
  throw new InputError({ file: folder }, `expected a kernel tree with ${path}, got none`);
}

/**
 * Reads the few files of a kernel tree, or of a folder that holds nothing else: there they may stand
 * side by side.
 *
 * @throws InputError for a file that is missing, or is none.
 */
export function readKernelTree(folder: string): TreeSources {
  const stats = readable(folder, () => statsOf(folder));
  if (stats?.isDirectory() !== true) {
    const got = stats === undefined ? 'no such folder' : 'something else';
    throw new InputError({ file: folder }, `expected the folder of a kernel tree, got ${got}`);
  }
  const needed = NEEDED_FILES.map((path) => {
    const file = readFile(folder, path);
    if (file !== undefined) return file;
    throw new InputError(
      { file: folder },
      `expected a kernel tree, or a folder with ${NEEDED_FILES.join(', ')}, got one without ${path}`,
    );
  });
  const others = OTHER_FILES.flatMap((path) => readFile(folder, path) ?? []);
  return { folder, files: [...needed, ...others] };
}

/** A file in its place, or beside the others; undefined if there is none. */
function readFile(folder: string, path: TreePath): TreeFile | undefined {
  for (const place of [join(folder, path), join(folder, posix.basename(path))]) {
    const stats = readable(place, () => statsOf(place));
    if (stats === undefined) continue;
    refuseOthers(place, stats);
    const bytes = readable(place, () => readFileSync(place));
    const text = bytes.toString('utf8');
    const sha256 = createHash('sha256').update(bytes).digest('hex');
    return { path, place, text, code: codeOf(text), sha256 };
  }
  return undefined;
}

/** @throws InputError with what the system has against it: a circle of links, no permission. */
function readable<Result>(place: string, read: () => Result): Result {
  try {
    return read();
  } catch (error) {
    if (!isSystemError(error) || exhaustedResource(error) !== undefined) throw error;
    throw new InputError(
      { file: place },
      `expected a C file that can be read, got ${error.message}`,
    );
  }
}

function refuseOthers(place: string, stats: Stats): void {
  if (!stats.isFile())
    throw new InputError({ file: place }, 'expected a C file, got something else');
  if (stats.size > MOST_BYTES) {
    throw new InputError({ file: place }, `expected a C file below 4 MiB, got ${stats.size} bytes`);
  }
}
