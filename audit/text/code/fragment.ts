// SPDX-License-Identifier: GPL-2.0-or-later
import { InputError } from '../../../oracle/scenario/input-error';
import { blankComments } from './blank';
import type { CParser } from './c-parser';
import type { CodeLine } from './lines';
import { type Node, SYNTAX_DEPTH_LIMIT } from './syntax';

/** A parsed piece of C: a whole file, or one side of a hunk. */
export interface Fragment {
  readonly root: Node;
  /** Its lines without comments and strings, each under the same index as in `lines`. */
  readonly code: readonly string[];
  readonly lines: readonly CodeLine[];
  /** What a hunk says it begins in. */
  readonly section: string;
  /** The name given to the function whose head the fragment does not show. */
  readonly headless: boolean;
  /** How many rows of the tree stand before the first line. */
  readonly addedRows: number;
}

/** The function that a fragment begins inside of; its real name is in the hunk's section. */
export const HEADLESS = '__begun_before';

/**
 * Parses lines that may begin and end anywhere. Braces that were opened before are opened again in
 * a row of their own, and those that are still open at the end are closed.
 * @throws InputError if the code is longer than is parsed, or nested deeper.
 */
export function parseFragment(
  parser: CParser,
  lines: readonly CodeLine[],
  section: string,
  whole: boolean,
): Fragment {
  const blanked = blankComments(lines.map(({ text }) => text).join('\n'));
  if (blanked.length > LENGTH_LIMIT) throw tooLong(lines[0]);
  const { unopened, unclosed } = braces(blanked);
  const atBody = !whole && /^\s{0,999}\{/.test(blanked);
  const inside = !whole && (atBody || unopened.length > 0 || beginsIndented(blanked));
  const openers = unopened.map((rest) => openerOf(rest, section));
  const inFunction = inside && !atBody && !openers.some((opener) => opener.startsWith(OUTERMOST));
  if (inFunction) openers.push(`${OUTERMOST}void ${HEADLESS}(void) {`);
  // The head of the function is the line above, which the hunk's section names.
  if (atBody) openers.push(`${OUTERMOST}void ${HEADLESS}(void)`);
  const opened = inside ? `${openers.reverse().join(' ')}\n` : '';
  // An `if` whose statement is cut off gets an empty one.
  const statement = inside && /(?:\)|\belse|\bdo)\s{0,999}$/.test(blanked.slice(-1000)) ? ';' : '';
  const closed = whole ? '' : statement + '}'.repeat(unclosed + (inFunction ? 1 : 0));
  const addedRows = inside ? 1 : 0;
  const parsed = parser.parse(`${opened}${blanked}\n${closed}`);
  if (parsed.kind === 'too-deep') {
    throw tooDeep(lines[Math.max(0, parsed.row - addedRows)]);
  }
  return {
    root: parsed.root,
    code: blanked.split('\n'),
    lines,
    section,
    headless: inside,
    addedRows,
  };
}

/**
 * Characters that are parsed in one piece. A tree takes some forty times as much memory, and files
 * that people write are under 1 MB; larger ones are tables that a program wrote.
 */
const LENGTH_LIMIT = 4 * 2 ** 20;

function tooLong(line: CodeLine | undefined): Error {
  if (line === undefined) return new Error('a fragment without lines is long');
  return new InputError(line.input, `expected at most ${LENGTH_LIMIT} characters of C, got more`);
}

function tooDeep(line: CodeLine | undefined): Error {
  if (line === undefined) return new Error('a fragment without lines has a deep tree');
  return new InputError(
    line.input,
    `expected at most ${SYNTAX_DEPTH_LIMIT} nested levels, got more`,
  );
}

/** Marks an opener that stands in no other; C has nothing against the space. */
const OUTERMOST = ' ';

/**
 * What a closing brace was opened by, judged by what follows it: a name follows that of a struct,
 * and kernel style has that of a function, and only that, alone at the first column.
 */
function openerOf(closer: string, section: string): string {
  const first = closer.startsWith('\n') ? OUTERMOST : '';
  if (/^\n?\}\s*\w+\s*(\[[^\]]*\]\s*)?;/.test(closer)) return `${first}struct {`;
  if (first === '') return '{';
  if (!/^\n\}\s*;/.test(closer)) return `${first}void ${HEADLESS}(void) {`;
  if (/^enum\b/.test(section)) return `${first}enum {`;
  return /=\s*\{?$/.test(section) ? `${first}int ${HEADLESS}[] = {` : `${first}struct {`;
}

/** The first and the last row of a node among the lines of its fragment; a row may be none of them. */
export function rowsOfNode(
  { addedRows }: Fragment,
  { startPosition, endPosition }: Node,
): { readonly first: number; readonly last: number } {
  return { first: startPosition.row - addedRows, last: endPosition.row - addedRows };
}

/** The lines that a node stands on. */
export function linesOfNode(fragment: Fragment, node: Node): readonly CodeLine[] {
  const { first, last } = rowsOfNode(fragment, node);
  return fragment.lines.slice(Math.max(0, first), last + 1);
}

/** The line that a node begins on. */
export function lineOf(fragment: Fragment, node: Node): CodeLine | undefined {
  return fragment.lines[rowsOfNode(fragment, node).first];
}

/** Braces without a partner; of a closing one what follows, after \n if it begins its line. */
function braces(text: string): { readonly unopened: string[]; readonly unclosed: number } {
  const unopened: string[] = [];
  let unclosed = 0;
  for (const { 0: brace, index } of text.matchAll(/[{}]/g)) {
    if (brace === '{') unclosed += 1;
    else if (unclosed > 0) unclosed -= 1;
    else {
      const atStart = index === 0 || text[index - 1] === '\n';
      unopened.push(`${atStart ? '\n' : ''}${text.slice(index, index + 80)}`);
    }
  }
  return { unopened, unclosed };
}

/** Kernel style puts what belongs to no function at the first column, labels excepted. */
function beginsIndented(text: string): boolean {
  const first = text.split('\n').find((line) => line.trim() !== '' && !line.startsWith('#'));
  return first !== undefined && /^(\s|\w+:\s*$)/.test(first);
}
