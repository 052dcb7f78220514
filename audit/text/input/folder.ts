// SPDX-License-Identifier: GPL-2.0-or-later
import { type Dirent, readdirSync, readFileSync, realpathSync, statSync } from 'node:fs';
import { join, sep } from 'node:path';
import { systemErrorCode } from '../../../oracle/scenario/system-error';
import type { NotRead } from '../finding';
import { languageOf } from '../language';
import { isRelated, namesInterface } from '../mentions';
import { someOfFile } from './large-file';

/** What a folder has for the rules. */
interface FolderFiles {
  /** C files that have to do with hmm, and pages that name its interface, in the order of their names. */
  readonly files: readonly string[];
  /** C files that do not, which nothing is said of. */
  readonly withoutHmm: number;
  readonly notRead: readonly NotRead[];
}

/**
 * The kernel's documentation, which a tree has beside the code that it shows how to write. Notes of
 * other kinds may well speak of what has been removed.
 */
const PAGE = '.rst';

/** Files above this size are not C that somebody wrote: tables of registers have more. */
const SIZE_LIMIT = 16 * 2 ** 20;

/**
 * Looks through a folder and those in it. Links to folders are not followed: what they lead to is
 * there anyway, or outside, and then it is named.
 *
 * @param seen called with the number of files examined.
 */
export function filesOfFolder(folder: string, seen: (files: number) => void): FolderFiles {
  const walk = new FolderWalk(realpathSync(folder), seen);
  // A stack in reverse, so that folders come in the order of their names.
  const pending = [folder];
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    pending.push(...walk.folder(next).reverse());
  }
  return walk;
}

class FolderWalk implements FolderFiles {
  readonly files: string[] = [];
  readonly notRead: NotRead[] = [];
  withoutHmm = 0;
  private looked = 0;

  constructor(
    private readonly root: string,
    private readonly seen: (files: number) => void,
  ) {}

  /** Looks at the files of a folder; returns the folders in it. */
  folder(path: string): string[] {
    const folders: string[] = [];
    for (const entry of this.entries(path)) {
      const name = join(path, entry.name);
      if (entry.isDirectory()) {
        if (entry.name !== '.git') folders.push(name);
      } else if (entry.isSymbolicLink()) this.link(name);
      else if (entry.isFile()) this.file(name);
      else if (isCode(name)) this.unreadable(name, 'not a regular file');
    }
    return folders;
  }

  private entries(path: string): Dirent[] {
    try {
      return readdirSync(path, { withFileTypes: true }).sort((one, two) =>
        one.name < two.name ? -1 : 1,
      );
    } catch (error) {
      this.unreadable(path, reasonOf(error));
      return [];
    }
  }

  private link(name: string): void {
    let target: string;
    try {
      target = realpathSync(name);
      const found = statSync(target);
      if (target === this.root || target.startsWith(this.root + sep)) return;
      if (found.isFile()) this.file(name);
      else if (found.isDirectory()) {
        const reason = 'a link to a folder outside, which is not followed';
        this.notRead.push({ file: name, kind: 'link', reason });
      }
    } catch (error) {
      if (isCode(name)) this.unreadable(name, reasonOf(error));
    }
  }

  private file(name: string): void {
    this.looked += 1;
    this.seen(this.looked);
    const language = languageOf(name);
    const isC = language.kind === 'read' && language.as === 'c';
    const bytes = this.bytes(name, isC);
    if (bytes === undefined) return;
    if (isC) {
      if (isRelated(bytes)) this.files.push(name);
      else this.withoutHmm += 1;
    } else if (language.kind === 'other') {
      if (isRelated(bytes)) this.other(name, language.name);
    } else if (namesInterface(bytes) && !bytes.subarray(0, 8192).includes(0)) {
      if (name.endsWith(PAGE)) this.files.push(name);
      else this.other(name, language.kind === 'read' ? 'notes' : 'no C');
    }
  }

  private bytes(name: string, isC: boolean): Buffer | undefined {
    try {
      const { size } = statSync(name);
      if (size <= SIZE_LIMIT) return readFileSync(name);
      if (!isC) return undefined;
      if (someOfFile(name, isRelated)) this.unreadable(name, `larger than ${SIZE_LIMIT} bytes`);
      else this.withoutHmm += 1;
    } catch (error) {
      this.unreadable(name, reasonOf(error));
    }
    return undefined;
  }

  private other(file: string, reason: string): void {
    this.notRead.push({ file, kind: 'language', reason });
  }

  private unreadable(file: string, reason: string): void {
    this.notRead.push({ file, kind: 'unreadable', reason });
  }
}

function isCode(name: string): boolean {
  return languageOf(name).kind !== 'unknown';
}

const REASONS: Readonly<Record<string, string>> = {
  ENOENT: 'a link to nothing',
  ELOOP: 'a link that leads back to itself',
  EACCES: 'no permission',
};

/** @throws what is no error of the system. */
function reasonOf(error: unknown): string {
  const code = systemErrorCode(error);
  if (code === undefined || !(error instanceof Error)) throw error;
  return REASONS[code] ?? code;
}
