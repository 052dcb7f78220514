// SPDX-License-Identifier: GPL-2.0-or-later
import { resolve } from 'node:path';
import { readPatch } from '../../audit/text/diff/read-patch';
import { linesOf } from '../../audit/text/input/text-input';
import type { ChangedLine } from '../coverage/missed-lines';
import { readTree } from '../sources/read-tree';
import { runGit } from './source/git';
import { TREE_FILES } from './source/tree-files';

/** What differs between the files of two trees that are run. */
export interface ChangedFiles {
  readonly files: readonly string[];
  /** The functions in which lines differ, as far as a diff names them. */
  readonly functions: readonly string[];
  /** The lines that the change wrote. */
  readonly lines: readonly ChangedLine[];
}

/** The files of two folders that differ, and the functions in which they do. */
export function changedFiles(before: string, after: string): ChangedFiles {
  const files: string[] = [];
  const functions = new Set<string>();
  const lines: ChangedLine[] = [];
  const [one, other] = [placesIn(before), placesIn(after)];
  for (const file of TREE_FILES) {
    const [left, right] = [one.get(file) ?? ABSENT, other.get(file) ?? ABSENT];
    if (left === right) continue;
    const words = ['diff', '--no-index', '--no-color', '--no-ext-diff', '-U0', '--', left, right];
    const diff = runGit('.', words).output.toString('utf8');
    if (diff.trim() === '') continue;
    files.push(file);
    for (const { hunks } of readPatch(linesOf(diff))) {
      for (const hunk of hunks) {
        const name = functionIn(hunk.section);
        if (name !== undefined) functions.add(name);
        for (const { change, newLine: line } of hunk.lines) {
          if (change === 'added' && line !== undefined) lines.push({ path: file, line });
        }
      }
    }
  }
  return { files, functions: [...functions], lines };
}

/** What git takes for a file that is not there. */
const ABSENT = '/dev/null';

/** Where the files of a tree stand, by their paths in a kernel tree. */
function placesIn(folder: string): ReadonlyMap<string, string> {
  return new Map(readTree(folder).files.map(({ path, place }) => [path, resolve(place)]));
}

/** The name in `static int hmm_vma_fault(unsigned long addr, …`. */
function functionIn(section: string): string | undefined {
  return /(\w+)\s*\(/.exec(section)?.[1];
}
