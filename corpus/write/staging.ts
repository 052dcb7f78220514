// SPDX-License-Identifier: GPL-2.0-or-later
import { open, rename, rm, rmdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { InputError } from '../../oracle/scenario/input-error';
import { makeFolder } from '../../oracle/scenario/make-folder';
import { partialName, removeLeftovers } from '../../oracle/scenario/partial-name';
import { systemErrorCode } from '../../oracle/scenario/system-error';
import { fileDigest } from './file-digest';
import { PartialFile } from './partial-file';

const EXPECTED = 'a folder, or a file with a known extension (.jsonl .jsonl.gz .h .c .tap)';

/** A file that is complete under its temporary name. */
export interface StagedFile {
  readonly name: string;
  readonly sha256: string;
}

/** What a folder is known to hold of an earlier run: names with digests. */
export type OwnFiles = ReadonlyMap<string, string>;

/**
 * Files on their way into a folder. They get their names only when all are complete, the last one
 * last; until then, and if that does not come about, the folder keeps what it has.
 */
export class Staging {
  private readonly open: PartialFile[] = [];
  private readonly partials = new Map<string, string>();

  private constructor(
    readonly folder: string,
    private readonly created: string | undefined,
  ) {}

  /** Makes the folder if need be, and removes what killed runs have left in it. */
  static async in(folder: string): Promise<Staging> {
    const created = makeFolder(folder, EXPECTED);
    removeLeftovers(folder);
    return new Staging(folder, created);
  }

  /** A file to be written; it comes to be called `name`. */
  async file(name: string, gzip = false, limit = Number.POSITIVE_INFINITY): Promise<PartialFile> {
    const path = join(this.folder, partialName(name));
    await rm(path, { force: true });
    const file = await PartialFile.create(path, gzip, limit);
    this.partials.set(name, path);
    this.open.push(file);
    return file;
  }

  /**
   * Gives the files their names, in their order. What is there already with the same bytes stays;
   * what an earlier run wrote, and nobody changed, is replaced.
   *
   * @param own what an earlier run wrote; what of it is not written again is removed.
   * @returns whether anything changed.
   * @throws InputError if that would replace anything else, and force is not set.
   */
  async commit(files: readonly StagedFile[], own: OwnFiles, force: boolean): Promise<boolean> {
    const changed: StagedFile[] = [];
    const foreign: string[] = [];
    for (const file of files) {
      const present = await fileDigest(join(this.folder, file.name));
      if (present?.sha256 === file.sha256) continue;
      changed.push(file);
      if (present !== undefined && own.get(file.name) !== present.sha256) foreign.push(file.name);
    }
    if (foreign.length > 0 && !force) throw wouldReplace(this.folder, foreign);
    const last = changed.at(-1);
    for (const file of changed) {
      if (file === last) await this.removeStale(files, own);
      await this.rename(file.name);
    }
    if (last !== undefined) await syncFolder(this.folder);
    await this.abandon();
    return last !== undefined;
  }

  /** Removes what has no name of its own yet, and the folder if it was made for it and is empty. */
  async abandon(): Promise<void> {
    for (const file of this.open) await file.close();
    for (const path of this.partials.values()) await rm(path, { force: true });
    if (this.created === undefined) return;
    for (let folder = this.folder; ; folder = dirname(folder)) {
      if (!(await removeIfEmpty(folder)) || folder === this.created) return;
    }
  }

  private async rename(name: string): Promise<void> {
    const path = this.partials.get(name);
    if (path === undefined) throw new Error(`${name} was not written`);
    await rename(path, join(this.folder, name));
    this.partials.delete(name);
  }

  private async removeStale(files: readonly StagedFile[], own: OwnFiles): Promise<void> {
    for (const [name, sha256] of own) {
      if (files.some((file) => file.name === name)) continue;
      const path = join(this.folder, name);
      if ((await fileDigest(path))?.sha256 === sha256) await rm(path);
    }
  }
}

function wouldReplace(folder: string, names: readonly string[]): InputError {
  const what = names.length === 1 ? 'a file that this command' : 'files that this command';
  return new InputError(
    { file: folder },
    `${names.join(', ')}: expected nothing, or what an earlier run wrote; got ${what} did not ` +
      'write, or that was changed since (--force replaces it)',
  );
}

/** So that names survive a loss of power; where folders cannot be opened, the system sees to it. */
async function syncFolder(folder: string): Promise<void> {
  try {
    const handle = await open(folder, 'r');
    await handle.sync().finally(() => handle.close());
  } catch (error) {
    const code = systemErrorCode(error);
    if (code !== 'EISDIR' && code !== 'EPERM' && code !== 'EACCES') throw error;
  }
}

async function removeIfEmpty(folder: string): Promise<boolean> {
  try {
    await rmdir(folder);
    return true;
  } catch {
    return false;
  }
}
