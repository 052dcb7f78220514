// SPDX-License-Identifier: GPL-2.0-or-later
import stringWidth from 'string-width';
import wrapAnsi from 'wrap-ansi';
import { COMMAND } from '../oracle/package/command';

/** A last column that begins further right than this part of the width has no room to wrap in. */
const FURTHEST = 0.6;
/** How far such a column is moved in below its line. */
const MOVED_IN = 4;

/**
 * Breaks lines that are wider than the terminal between words; what follows stands below the column
 * that it belongs to. A command to copy stays on one line.
 *
 * @param columns the width of the terminal, in cells.
 */
export function wrappedAt(text: string, columns: number): string {
  return text
    .split('\n')
    .map((line) =>
      stringWidth(line) <= columns || isToCopy(line) ? line : wrapLine(line, columns),
    )
    .join('\n');
}

/** What a user may want to copy whole: commands and documents. */
function isToCopy(line: string): boolean {
  return line.includes(`${COMMAND} `) || line.includes('{"');
}

function wrapLine(line: string, columns: number): string {
  const head = line.slice(0, lastColumn(line));
  const width = stringWidth(head);
  const text = line.slice(head.length);
  if (width <= columns * FURTHEST) return head + hanging(text, columns, width);
  const indent = indentation(line) + MOVED_IN;
  return `${head.trimEnd()}\n${' '.repeat(indent)}${hanging(text, columns, indent)}`;
}

/** The text in lines of what the indentation leaves, all but the first indented. */
function hanging(text: string, columns: number, indent: number): string {
  const lines = wrapAnsi(text, columns - indent, { trim: true }).split('\n');
  return lines.join(`\n${' '.repeat(indent)}`);
}

/** Where the last column of a line begins: after two blanks or more, or after its indentation. */
function lastColumn(line: string): number {
  const blanks = line.trimEnd().lastIndexOf('  ');
  return blanks === -1 ? indentation(line) : blanks + 2;
}

function indentation(line: string): number {
  return line.length - line.trimStart().length;
}
