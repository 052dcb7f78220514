// SPDX-License-Identifier: GPL-2.0-or-later
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { readPatch } from '../../audit/text/diff/read-patch';
import { linesOf } from '../../audit/text/input/text-input';
import { runGit } from './source/git';
import { TREE_FILES } from './source/tree-files';

/** What differs between the files of two trees that are run. */
export interface ChangedFiles {
  readonly files: readonly string[];
  /** The functions in which lines differ, as far as a diff names them. */
  readonly functions: readonly string[];
}

/** The files of two folders that differ, and the functions in which they do. */
export function changedFiles(before: string, after: string): ChangedFiles {
  const files: string[] = [];
  const functions = new Set<string>();
  for (const file of TREE_FILES) {
    const [one, other] = [join(before, file), join(after, file)].map((path) =>
      existsSync(path) ? path : '/dev/null',
    );
    if (one === other || one === undefined || other === undefined) continue;
    const words = ['diff', '--no-index', '--no-color', '--no-ext-diff', '-U0', '--', one, other];
    const diff = runGit('.', words).output.toString('utf8');
    if (diff.trim() === '') continue;
    files.push(file);
    for (const { hunks } of readPatch(linesOf(diff))) {
      for (const { section } of hunks) {
        const name = functionIn(section);
        if (name !== undefined) functions.add(name);
      }
    }
  }
  return { files, functions: [...functions] };
}

/** The name in `static int hmm_vma_fault(unsigned long addr, …`. */
function functionIn(section: string): string | undefined {
  return /(\w+)\s*\(/.exec(section)?.[1];
}
