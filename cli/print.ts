// SPDX-License-Identifier: GPL-2.0-or-later
import type { WriteStream } from 'node:tty';
import { InputError } from '../oracle/scenario/input-error';
import { printable, printableLines } from '../oracle/scenario/printable';

/*
 * Every text for a person leaves the command here. Reports make foreign text printable before they
 * lay it out; whatever they miss is caught here, so that no control characters but line feeds and our
 * own colours reach a terminal.
 */

const ESCAPE = '\u001b';
/** The colours and weights of terminal.ts, set and reset. */
const OWN_STYLE = new RegExp(`(${ESCAPE}\\[(?:1|2|22|31|32|39)m)`);

/** Text for a person, on standard output. */
export function printText(text: string): void {
  process.stdout.write(laidOut(text, process.stdout));
}

/** C code, on standard output: with its tabs, and whatever else controls a terminal made visible. */
export function printCode(text: string): void {
  const parts = text.split('\t').map((part) => terminalText(part, process.stdout));
  process.stdout.write(parts.join('\t'));
}

/** A message, on standard error, under the name of the command; one line, or lines of our own. */
export function say(message: string, name = 'hmm-pfn'): void {
  process.stderr.write(laidOut(`${name}: ${message}\n`, process.stderr));
}

/** In fewer columns than that nothing is readable, however it is wrapped. */
const NARROWEST = 40;

function laidOut(text: string, stream: WriteStream): string {
  const shown = terminalText(text, stream);
  // A terminal that does not know its width says 0.
  if (!stream.isTTY || stream.columns < NARROWEST) return shown;
  // What knows how wide characters are takes a third of the time that `--help` has.
  const { wrappedAt }: typeof import('./wrapped') = require('./wrapped');
  return wrappedAt(shown, stream.columns);
}

/** The message of an error, on one line unless the error lays out its own lines. */
export function messageOf(error: Error): string {
  return error instanceof InputError ? error.message : printable(error.message);
}

/** Text without control characters; our own colours are kept on a terminal. */
export function terminalText(text: string, { isTTY }: Pick<WriteStream, 'isTTY'>): string {
  if (!isTTY) return printableLines(text);
  // A pattern in parentheses is kept by split, at the odd places.
  return text
    .split(OWN_STYLE)
    .map((part, index) => (index % 2 === 0 ? printableLines(part) : part))
    .join('');
}

/**
 * What the command line parser says about an argument that it rejects: one line, and a second one if
 * it suggests another name.
 */
export function usageText(text: string): string {
  const suggestion = text.lastIndexOf('\n(Did you mean ');
  const end = suggestion === -1 ? text.length : suggestion;
  const lines = [printable(text.slice(0, end).trimEnd()), text.slice(end).trim()];
  return `${lines.filter((line) => line !== '').join('\n')}\n`;
}
