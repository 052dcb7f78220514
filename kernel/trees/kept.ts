// SPDX-License-Identifier: GPL-2.0-or-later
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { cacheFolder } from '../../oracle/package/cache';

/** The sources of a release in the cache: the few files that are run. */
export interface KeptTree {
  readonly series: string;
  /** The version of the package that they come from. */
  readonly version: string;
  readonly folder: string;
}

/** Where the sources of releases are kept. */
export function treesFolder(): string {
  return join(cacheFolder(), 'kernel-sources');
}

/** Beside the files: which version of the package they come from. */
export const VERSION_FILE = 'version';

/** The sources of a release, if they are there. */
export function findTree(series: string): KeptTree | undefined {
  const folder = join(treesFolder(), series);
  const file = join(folder, VERSION_FILE);
  if (!existsSync(file)) return undefined;
  return { series, folder, version: readFileSync(file, 'utf8').trim() };
}
