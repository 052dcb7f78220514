// SPDX-License-Identifier: GPL-2.0-or-later
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { readPatch } from '../../audit/text/diff/read-patch';
import { linesOf } from '../../audit/text/input/text-input';
import type { ChangedTreeLine } from '../coverage/types';
import { codeOf } from '../sources/code';
import { readKernelTree } from '../sources/read-tree';
import { type ChangedCode, linesOfChange } from './changed-lines';
import { runGit } from './source/git';
import { TREE_FILES } from './source/tree-files';
import { type UnjudgedLine, unjudgedLines } from './unjudged-lines';

/** What differs between the files of two trees that are run. */
export interface ChangedFiles {
  readonly files: readonly string[];
  /** The functions in which lines differ, and objects with initial values, as a table of callbacks. */
  readonly functions: readonly string[];
  /** The lines that the change wrote, and those before which it took some away. */
  readonly lines: readonly ChangedTreeLine[];
  /** What of them no run judges. */
  readonly unjudged: readonly UnjudgedLine[];
}

/** The files of two folders that differ, and the functions in which they do. */
export function changedFiles(before: string, after: string): ChangedFiles {
  const files: string[] = [];
  const functions = new Set<string>();
  const lines: ChangedTreeLine[] = [];
  const unjudged: UnjudgedLine[] = [];
  const [one, other] = [placesIn(before), placesIn(after)];
  for (const file of TREE_FILES) {
    const [left, right] = [one.get(file) ?? ABSENT, other.get(file) ?? ABSENT];
    if (left === right) continue;
    const words = ['diff', '--no-index', '--no-color', '--no-ext-diff', '-U1', '--', left, right];
    const diff = runGit('.', words).output.toString('utf8');
    if (diff.trim() === '') continue;
    files.push(file);
    const [linesBefore = [], linesAfter = []] = [left, right].map(codeLines);
    const both: ChangedCode = { before: linesBefore, after: linesAfter, isNew: left === ABSENT };
    const removed = new Set<number>();
    const added = new Set<number>();
    for (const { hunks } of readPatch(linesOf(diff))) {
      for (const { change, oldLine, newLine } of hunks.flatMap((hunk) => hunk.lines)) {
        if (change === 'context') continue;
        const [text, line] = change === 'added' ? [linesAfter, newLine] : [linesBefore, oldLine];
        if (line === undefined) continue;
        (change === 'added' ? added : removed).add(line);
        const name = functionAt(text, line);
        if (name !== undefined) functions.add(name);
      }
      for (const hunk of hunks) lines.push(...linesOfChange(file, hunk.lines, both));
    }
    unjudged.push(
      ...unjudgedLines(
        file,
        { code: linesBefore, changed: removed },
        { code: linesAfter, changed: added },
      ),
    );
  }
  return { files, functions: [...functions], lines, unjudged };
}

/** What git takes for a file that is not there. */
const ABSENT = '/dev/null';

/** Where the files of a tree stand, by their paths in a kernel tree. */
function placesIn(folder: string): ReadonlyMap<string, string> {
  return new Map(readKernelTree(folder).files.map(({ path, place }) => [path, resolve(place)]));
}

/** The lines of a file without its comments; none of one that is not there. */
function codeLines(place: string): readonly string[] {
  return place === ABSENT ? [] : codeOf(readFileSync(place, 'utf8')).split('\n');
}

/** A label of goto stands where the head of a function does. */
const LABEL = /^\w+:\s*$/;

/** An object with its initial values. */
const OBJECT = /\b(\w+)\s*=\s*\{/;

/** A macro that is called outside of functions: `EXPORT_SYMBOL(hmm_range_fault);`. */
const MACRO_CALL = /^\w+\s*\(.*\)\s*;\s*$/;

/** The function whose head stands last before a line, or in it: `static int hmm_vma_fault(unsigned long addr, …`. */
function functionAt(code: readonly string[], line: number): string | undefined {
  const until = code.slice(0, line);
  const head = until.findLastIndex((text) => /^[A-Za-z_]/.test(text) && !LABEL.test(text));
  const isOver = until.findLastIndex((text) => text.startsWith('}')) > head;
  const text = until[head] ?? '';
  const isBehind = head < line - 1 && /;\s*$/.test(text);
  if (isOver || isBehind || MACRO_CALL.test(text)) return undefined;
  return (/(\w+)\s*\(/.exec(text) ?? OBJECT.exec(text))?.[1];
}
