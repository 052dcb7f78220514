// SPDX-License-Identifier: GPL-2.0-or-later
import { rmSync } from 'node:fs';
import { makeTemporaryFolder } from '../../oracle/scenario/temporary-folder';

/**
 * Works in an empty folder, which goes with all that is in it when the work is done, or has failed.
 * @param name what it is for.
 */
export async function inTemporaryFolder<Result>(
  name: string,
  work: (folder: string) => Promise<Result>,
): Promise<Result> {
  const folder = makeTemporaryFolder(name);
  try {
    return await work(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
