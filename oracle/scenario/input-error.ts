// SPDX-License-Identifier: GPL-2.0-or-later

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
 * not what is wrong, so there is none.
 */
export class InputError extends Error {
  readonly file: string;
  readonly line: number | undefined;
  readonly field: string | undefined;

  constructor(place: Place, message: string, field?: string) {
    const where = place.line === undefined ? place.file : `${place.file}:${place.line}`;
    super(field === undefined ? `${where}: ${message}` : `${where}: ${field}: ${message}`);
    this.name = 'InputError';
    this.stack = `${this.name}: ${this.message}`;
    this.file = place.file;
    this.line = place.line;
    this.field = field;
  }
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
    return shorten(`an object {${Object.keys(value).slice(0, SHOWN_LENGTH).join(', ')}}`);
  }
  if (typeof value === 'string') return shorten(JSON.stringify(value.slice(0, SHOWN_LENGTH + 1)));
  return shorten(String(value));
}

function shorten(text: string): string {
  return text.length <= SHOWN_LENGTH ? text : `${text.slice(0, SHOWN_LENGTH - 1)}…`;
}
