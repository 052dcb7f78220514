// SPDX-License-Identifier: GPL-2.0-or-later
import { jsonText, printable } from './printable';

/** Where a document stands; lines count from 1. */
export interface Place {
  readonly file: string;
  readonly line?: number | undefined;
}

/** What is wrong with one field of a document; the document itself is the field ''. */
export interface Problem {
  /** A path such as `mm.entries[3].pfn`. */
  readonly field: string;
  /** What belongs there, as a noun: "a pfn below 2^40". */
  readonly expected: string;
  /** What stands there; undefined if nothing does. */
  readonly got: unknown;
}

/**
 * Input that cannot be used. Its message is for the person who made the input, and names the place
 * itself: `corpus.jsonl:17: mm.entries[3].pfn: expected …, got …`. A stack would say where we read,
 * not what is wrong, so there is none. Whatever is in the input, the message is one line without
 * control characters, with the lines of a `quote` below it, each prefixed with a bar.
 */
export class InputError extends Error {
  readonly file: string;
  readonly line: number | undefined;
  readonly field: string | undefined;

  /** @param quote lines below the message: what a compiler said, or which rules are broken. */
  constructor(place: Place, message: string, field?: string, quote = '') {
    const where = place.line === undefined ? place.file : `${place.file}:${place.line}`;
    const text = field === undefined ? `${where}: ${message}` : `${where}: ${field}: ${message}`;
    super([printable(text), ...quotedLines(quote)].join('\n'));
    this.name = 'InputError';
    this.stack = `${this.name}: ${this.message}`;
    this.file = place.file;
    this.line = place.line;
    this.field = field;
  }

  /**
   * The same about a file of a folder that users know by another name, such as a commit.
   * @returns itself if it is about something else.
   */
  named(folder: string, name: string): InputError {
    const isFolder = this.file === folder;
    if (!isFolder && !this.file.startsWith(`${folder}/`)) return this;
    const file = isFolder ? name : `${name}: ${this.file.slice(folder.length + 1)}`;
    const named = new InputError({ file, line: this.line }, '', this.field);
    named.message = `${printable(file)}${this.message.slice(printable(this.file).length)}`;
    named.stack = `${named.name}: ${named.message}`;
    return named;
  }
}

/** The lines of another program's message, so that none of them looks like one of ours. */
function quotedLines(quote: string): readonly string[] {
  const text = quote.trimEnd();
  return text === '' ? [] : text.split(/\r?\n/).map((line) => `  | ${printable(line)}`);
}

/** @throws InputError, always. */
export function refuse(place: Place, { field, expected, got }: Problem): never {
  const message = `expected ${expected}, got ${show(got)}`;
  throw new InputError(place, message, field === '' ? undefined : field);
}

const SHOWN_LENGTH = 60;

/** A value as a message shows it, in about 60 characters, whatever its size and depth. */
export function show(value: unknown): string {
  if (value === undefined) return 'nothing';
  if (Array.isArray(value))
    return value.length === 1 ? 'an array of 1' : `an array of ${value.length}`;
  if (typeof value === 'object' && value !== null) {
    const keys = Object.keys(value).slice(0, SHOWN_LENGTH);
    return shorten(`an object {${keys.map((key) => printable(key)).join(', ')}}`);
  }
  if (typeof value === 'string') return shorten(jsonText(value.slice(0, SHOWN_LENGTH + 1)));
  return shorten(printable(String(value)));
}

function shorten(text: string): string {
  return text.length <= SHOWN_LENGTH ? text : `${text.slice(0, SHOWN_LENGTH - 1)}…`;
}

/** The path of an object's field, or of a key that is no identifier. */
export function fieldPath(parent: string, key: string): string {
  if (!/^[A-Za-z_$][\w$]*$/.test(key)) return `${parent}[${show(key)}]`;
  return parent === '' ? key : `${parent}.${key}`;
}
