// SPDX-License-Identifier: GPL-2.0-or-later
import { makeTemporaryFolder, removeTemporaryFolder } from '../../oracle/scenario/temporary-folder';

/** An empty folder, which goes with all that is in it when it is removed, or when this process ends. */
interface TemporaryFolder {
  readonly path: string;
  remove(): void;
}

/** @param name what it is for. */
export function openTemporaryFolder(name: string): TemporaryFolder {
  const path = makeTemporaryFolder(name);
  return { path, remove: () => removeTemporaryFolder(path) };
}

/**
 * Works in an empty folder, which goes with all that is in it when the work is done, or has failed.
 * @param name what it is for.
 */
export async function inTemporaryFolder<Result>(
  name: string,
  work: (folder: string) => Promise<Result>,
): Promise<Result> {
  const folder = openTemporaryFolder(name);
  try {
    return await work(folder.path);
  } finally {
    folder.remove();
  }
}
