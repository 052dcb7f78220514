// SPDX-License-Identifier: GPL-2.0-or-later
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import {
  makeTemporaryFolder,
  removeTemporaryFolder,
} from '../../../oracle/scenario/temporary-folder';
import { readKernelTree } from '../../sources/read-tree';

/** The few files of a kernel tree in a folder of their own, which is removed afterwards. */
export class Extract {
  private constructor(readonly folder: string) {}

  /** An empty one. */
  static make(): Extract {
    return new Extract(makeTemporaryFolder('tree'));
  }

  /**
   * The files of a tree.
   * @throws InputError if it is none.
   */
  static of(tree: string): Extract {
    const { files } = readKernelTree(tree);
    const extract = Extract.make();
    for (const { path, place } of files) extract.put(path, readFileSync(place));
    return extract;
  }

  put(file: string, content: Buffer): void {
    const path = join(this.folder, file);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, content);
  }

  remove(): void {
    removeTemporaryFolder(this.folder);
  }
}
