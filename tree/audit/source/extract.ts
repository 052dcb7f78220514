// SPDX-License-Identifier: GPL-2.0-or-later
import { copyFileSync, existsSync, mkdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { InputError } from '../../../oracle/scenario/input-error';
import { makeTemporaryFolder } from '../../../oracle/scenario/temporary-folder';
import { REQUIRED_FILES, TREE_FILES } from './tree-files';

/** The few files of a kernel tree in a folder of their own, which is removed afterwards. */
export class Extract {
  private constructor(readonly folder: string) {}

  /** An empty one. */
  static make(): Extract {
    return new Extract(makeTemporaryFolder('tree'));
  }

  /** The files of a tree that has been checked by {@link requireTree}. */
  static of(tree: string): Extract {
    const extract = Extract.make();
    for (const file of TREE_FILES) {
      const from = join(tree, file);
      if (!existsSync(from)) continue;
      mkdirSync(dirname(join(extract.folder, file)), { recursive: true });
      copyFileSync(from, join(extract.folder, file));
    }
    return extract;
  }

  put(file: string, content: Buffer): void {
    const path = join(this.folder, file);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, content);
  }

  remove(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }
}

/**
 * Refuses a folder that is no kernel tree.
 * @param option which named it.
 * @throws InputError that says which file is missing.
 */
export function requireTree(folder: string, option: string): void {
  const place = { file: folder };
  if (!existsSync(folder) || !statSync(folder).isDirectory()) {
    throw new InputError(place, `expected a kernel tree for ${option}, got no such folder`);
  }
  for (const file of REQUIRED_FILES) {
    if (existsSync(join(folder, file))) continue;
    throw new InputError(
      place,
      `expected a kernel tree for ${option}, got none: it has no ${file}`,
    );
  }
}
