// SPDX-License-Identifier: GPL-2.0-or-later
import { copyFileSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Compiler } from '../../audit/c/compiler';
import { runLimited } from '../../audit/c/limited-process';
import { lazy } from '../../oracle/package/lazy';
import { InputError } from '../../oracle/scenario/input-error';
import { inTemporaryFolder } from '../../oracle/scenario/temporary-folder';
import type { TreeFile } from '../sources/read-tree';
import { compiledLines } from './compiled-lines';
import type { CoveredFile } from './missed-lines';

/** The units of a tree that count, as `tree/build/` compiles them. */
const UNITS = ['unit', 'pagewalk'] as const;
const GCOV_SECONDS = 60;

/** Most runs read no counters before a tree has run, if at all, and checking what gcov says loads much. */
const reading = lazy((): typeof import('./gcov-files') => require('./gcov-files'));

/**
 * What a tree's counters say, by file: the tree's own files only, without the headers in place of the
 * kernel's.
 *
 * @param notes where the compiler's notes (.gcno) are, and what the preprocessor made (.i).
 * @param counters the records that `tree/host/coverage.c` writes.
 * @throws InputError if gcov is missing, or does not read them.
 */
export async function readCounters(
  compiler: Pick<Compiler, 'run' | 'command'>,
  notes: string,
  sources: readonly TreeFile[],
  counters: Buffer,
): Promise<readonly CoveredFile[]> {
  return inTemporaryFolder('coverage', async (folder) => {
    putNotes(notes, folder);
    putCounters(counters, folder);
    const gcov = await gcovOf(compiler);
    const limits = { seconds: GCOV_SECONDS, folder, signal: new AbortController().signal };
    const ran = await runLimited(gcovCommand(gcov, folder), limits);
    if (!ran.ok) throw unread(gcov, ran.stderr);
    const preprocessed = UNITS.map((unit) => readFileSync(join(notes, `${unit}.i`), 'utf8'));
    return coverageOf(ran.stdout, sources, preprocessed);
  });
}

/** The gcov that belongs to a compiler. */
export async function gcovOf(compiler: Pick<Compiler, 'run'>): Promise<string> {
  return (await compiler.run(['-print-prog-name=gcov'])).stdout.trim();
}

/** The command that prints what the counters in a folder say. */
export function gcovCommand(gcov: string, folder: string): readonly string[] {
  const units = UNITS.map((unit) => join(folder, `${unit}.gcno`));
  return [gcov, '--json-format', '--stdout', '--branch-probabilities', ...units];
}

/** The error for counters that gcov does not read. */
export function unread(gcov: string, message: string): InputError {
  return new InputError({ file: gcov }, 'expected gcov to read it:', undefined, message);
}

/** Puts the compiler's notes of a tree into a folder. */
export function putNotes(notes: string, folder: string): void {
  for (const unit of UNITS) {
    copyFileSync(join(notes, `${unit}.gcno`), join(folder, `${unit}.gcno`));
  }
}

/** Puts a tree's counters beside its notes, in the place of others. */
export function putCounters(counters: Buffer, folder: string): void {
  for (const unit of UNITS) {
    const file = join(folder, `${unit}.gcda`);
    const bytes = recordOf(counters, unit);
    if (bytes === undefined) rmSync(file, { force: true });
    else writeFileSync(file, bytes);
  }
}

/** The counters of one unit, among records of two sizes, a name and bytes each. */
function recordOf(counters: Buffer, unit: string): Buffer | undefined {
  for (let at = 0; at + 8 <= counters.length; ) {
    const name = counters.readUInt32LE(at);
    const size = counters.readUInt32LE(at + 4);
    const from = at + 8 + name;
    const place = counters.toString('utf8', at + 8, from);
    if (place.endsWith(`${unit}.gcda`)) return counters.subarray(from, from + size);
    at = from + size;
  }
  return undefined;
}

function coverageOf(
  output: string,
  sources: readonly TreeFile[],
  preprocessed: readonly string[],
): readonly CoveredFile[] {
  const counted = reading().gcovFiles(output);
  return sources.flatMap(({ path, text, code }): CoveredFile[] => {
    const files = counted.filter(({ file }) => file.endsWith(path));
    const compiled = new Set(preprocessed.flatMap((unit) => [...compiledLines(unit, path)]));
    return files.slice(0, 1).map(({ lines, functions }) => ({
      ...{ path, compiled, source: text.split('\n'), code: code.split('\n') },
      lines: lines.map(({ line_number: line, count, branches }) => ({
        ...{ line, count, branches: branches.map((branch) => branch.count) },
      })),
      functions: functions.map(({ name, start_line: from, end_line: to, execution_count }) => ({
        ...{ name, from, to, count: execution_count },
      })),
    }));
  });
}
