// SPDX-License-Identifier: GPL-2.0-or-later
import { whyUnreached } from './known-unreached';
import { whyUnrun } from './left-out';
import type { ChangedTreeLine, FileCoverage, LineCoverage } from './types';

/** A line that nothing reached. */
export interface MissedLine {
  readonly path: string;
  readonly line: number;
  readonly text: string;
  /** Why, where that is known. */
  readonly why: string | null;
}

/** A file of a tree with what was reached of it. */
export interface CoveredFile extends FileCoverage {
  readonly source: readonly string[];
  /** The same without comments and strings. */
  readonly code: readonly string[];
  /** The lines that the preprocessor left in. */
  readonly compiled: ReadonlySet<number>;
}

/**
 * How many lines of code a change wrote, those of them that nothing reached, and those that were reached, but whose
 * statement was not left by each of its ways.
 */
export interface ChangedCoverage {
  readonly lines: number;
  readonly missed: readonly MissedLine[];
  readonly missedBranches: readonly MissedBranches[];
}

/** A line that was reached, but not left by each of its ways. */
interface MissedBranches extends MissedLine {
  /** How many of its ways were not taken, of so many; of none if nobody counts them. */
  readonly ways: number;
  readonly of: number;
}

/** A file as a report has it. */
export interface CountedFile extends FileCoverage {
  readonly source: readonly string[];
  readonly missed: readonly MissedLine[];
  readonly missedBranches: readonly MissedBranches[];
}

/** A file with its lines of code that nothing reached. */
export function countedFile(file: CoveredFile): CountedFile {
  const { path, source, lines, functions } = file;
  const never = lines.filter(({ count }) => count === 0).map(({ line }) => missed(file, line));
  return { path, source, lines, functions, missed: never, missedBranches: branchesOf(file) };
}

function branchesOf(file: CoveredFile): readonly MissedBranches[] {
  return file.lines.flatMap(({ line, count, branches }) => {
    const ways = branches.filter((times) => times === 0).length;
    if (count === 0 || ways === 0) return [];
    return [{ ...missed(file, line), ways, of: branches.length }];
  });
}

/** Which lines of code that a change wrote were reached. */
export function coverageOfChange(
  files: readonly CoveredFile[],
  changed: readonly ChangedTreeLine[],
): ChangedCoverage {
  const found = changed.flatMap((one): (MissedLine | undefined)[] => {
    const { path, line, gone } = one;
    const file = files.find((other) => other.path === path);
    if (file === undefined) return [];
    const unrun = whyUnrun(file, one);
    if (unrun !== undefined) return [{ path, line, text: textOf(file, line), why: unrun }];
    // What is not there any more has no counter: whether anybody was there, the code after it says.
    if (gone === true || isNothing(file, line)) return [...missedAfter(file, line)];
    if (isBlank(file, line)) return [];
    if (!file.compiled.has(line)) return [];
    const code = codeAt(file, line);
    if (code === undefined) return [];
    return [code.count === 0 ? missed(file, line) : undefined];
  });
  const isFirst = (one: MissedLine | undefined, index: number): boolean =>
    one === undefined ||
    index === found.findIndex((other) => other?.path === one.path && other.line === one.line);
  const each = found.filter(isFirst);
  return {
    lines: each.length,
    missed: each.filter((one) => one !== undefined),
    missedBranches: changedWays(files, changed),
  };
}

/** The ways that the statements of changed lines were not left by; one a statement, at the first of its lines that changed. */
function changedWays(
  files: readonly CoveredFile[],
  changed: readonly ChangedTreeLine[],
): readonly MissedBranches[] {
  const seen = new Set<string>();
  return changed.flatMap(({ path, line, gone }): MissedBranches[] => {
    const file = files.find((one) => one.path === path);
    if (file === undefined || gone === true || isBlank(file, line)) return [];
    if (codeAt(file, line) === undefined) return [];
    const { from, to } = statementAround(file, line);
    const branches = file.lines
      .filter((one) => from <= one.line && one.line <= to && one.count > 0)
      .flatMap((one) => one.branches);
    const ways = branches.filter((times) => times === 0).length;
    const place = `${path}:${from}`;
    const isUncounted = branches.length === 0 && isReached(file, line) && decides(file, from, to);
    if ((ways === 0 && !isUncounted) || seen.has(place)) return [];
    seen.add(place);
    const why = isUncounted ? 'the compiler makes its value without a branch' : null;
    const { why: known } = missed(file, from);
    return [{ path, line, text: textOf(file, line), why: why ?? known, ways, of: branches.length }];
  });
}

function isReached(file: CoveredFile, line: number): boolean {
  return (codeAt(file, line)?.count ?? 0) > 0;
}

/** What compares, negates, or chooses between values; no arrow, shift or assignment is. */
const DECISION = /\?|&&|\|\||(?<![<>])[=!<>]=|(?<![-<>])>(?![>=])|(?<!<)<(?![<=])|!/;

function decides({ code }: CoveredFile, from: number, to: number): boolean {
  return DECISION.test(code.slice(from - 1, to).join(' '));
}

/** The functions of which lines were reached that a change wrote, or that stand where it took some away. */
export function functionsReached(
  files: readonly CoveredFile[],
  changed: readonly ChangedTreeLine[],
): readonly string[] {
  const names = changed.flatMap(({ path, line }) => {
    const file = files.find((one) => one.path === path);
    const within = file === undefined ? undefined : functionAt(file, line);
    if (file === undefined || within === undefined) return [];
    return (codeAt(file, line)?.count ?? 0) > 0 ? [within.name] : [];
  });
  return [...new Set(names)];
}

/** The line with counters that a line belongs to: a statement goes on over several. */
function codeAt(file: CoveredFile, line: number): LineCoverage | undefined {
  const within = functionAt(file, line);
  if (within === undefined) return undefined;
  return file.lines.findLast((one) => one.line <= line && one.line >= within.from);
}

/** The first line of code from a line on, in the same function, if nothing reached it. */
function missedAfter(file: CoveredFile, line: number): readonly MissedLine[] {
  const within = functionAt(file, line);
  if (within === undefined) return [];
  const next = file.lines.find((one) => one.line >= line && one.line <= within.to);
  if (next === undefined || next.count > 0) return [];
  return [{ ...missed(file, next.line), why: 'what stood before it is not there any more' }];
}

function missed(file: CoveredFile, line: number): MissedLine {
  const within = functionAt(file, line);
  const why =
    within?.count === 0 ? `no scenario that was counted leads to a call of ${within.name}()` : null;
  const known =
    within === undefined
      ? null
      : whyUnreached(within.name, statementAt(file, line), file.code.join('\n'));
  return { path: file.path, line, text: textOf(file, line), why: why ?? known };
}

/** A line with those that it goes on over: until all its parentheses are closed. */
function statementAt(file: CoveredFile, line: number): string {
  const lines = file.code.slice(line - 1, lastOf(file, line));
  return lines.map((text, index) => (index === 0 ? text : text.trim())).join(' ');
}

/** The last line of the statement that begins in one. */
function lastOf({ code }: CoveredFile, line: number): number {
  let last = line;
  for (let open = depthOf(code[line - 1]); open > 0 && last < code.length; last++) {
    open += depthOf(code[last]);
  }
  return last;
}

/** The lines of the statement that a line is part of: those before it in which a parenthesis is open that closes here or later. */
function statementAround(file: CoveredFile, line: number): { from: number; to: number } {
  const first = functionAt(file, line)?.from ?? 1;
  let from = line;
  for (let before = line - 1, open = 0, most = 0; before > first; before--) {
    open += depthOf(file.code[before - 1]);
    if (/[;{}]\s*$/.test(file.code[before - 1] ?? '') && open <= most) break;
    if (open <= most) continue;
    most = open;
    from = before;
  }
  return { from, to: Math.max(line, lastOf(file, from)) };
}

/** How many parentheses a line opens that it does not close. */
function depthOf(text = ''): number {
  return text.split('(').length - text.split(')').length;
}

function functionAt(
  file: CoveredFile,
  line: number,
): FileCoverage['functions'][number] | undefined {
  return file.functions.find(({ from, to }) => from <= line && line <= to);
}

function textOf({ source }: CoveredFile, line: number): string {
  // A tab within a line says nothing, and would be printed as an escape.
  return (source[line - 1] ?? '').trim().replaceAll(/\s+/g, ' ');
}

/** An empty statement. */
function isNothing({ code }: CoveredFile, line: number): boolean {
  return /^\s*;\s*$/.test(code[line - 1] ?? '');
}

/** Nothing but braces, or a comment. */
function isBlank({ code }: CoveredFile, line: number): boolean {
  return /^[\s{}]*$/.test(code[line - 1] ?? '');
}
