// SPDX-License-Identifier: GPL-2.0-or-later
import { isUtf8 } from 'node:buffer';
import { readFileSync } from 'node:fs';
import { type Address, address, type Pfn, pfn } from '../../mm/units';
import { InputError, type Place, show } from './input-error';
import { JSON_DEPTH_LIMIT, type JsonProblem, jsonProblem } from './json-text';

/**
 * The value of a JSON text, as everything here reads JSON. What `JSON.parse` would pass over is
 * refused: a key that comes twice, of which it takes the last one; a number that it rounds; and a
 * depth that whoever walks the value might not stand.
 *
 * @param place where the text stands: the line of its beginning; without one, lines are counted.
 * @throws InputError that names the line and the path.
 */
export function parseJson(text: string, place: Place): unknown {
  const parsed = tryParseJson(text);
  if (parsed.kind === 'value') return parsed.value;
  throw jsonError(text, parsed.problem, placeIn(text, parsed.problem.at, place));
}

/**
 * As {@link parseJson}, for the bytes of a whole file.
 * @throws InputError also for bytes that are not UTF-8.
 */
export function parseJsonFile(bytes: Buffer, file: string): unknown {
  return parseJson(utf8Text(bytes, { file }), { file });
}

/**
 * As {@link parseJson}, for a whole file.
 * @throws InputError also if it cannot be read.
 */
export function readJsonFile(file: string): unknown {
  let bytes: Buffer;
  try {
    bytes = readFileSync(file);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new InputError({ file }, `expected a file that can be read, got ${reason}`);
  }
  return parseJsonFile(bytes, file);
}

/**
 * Bytes as text.
 * @throws InputError for bytes that are not UTF-8: no other character takes their place.
 */
export function utf8Text(bytes: Buffer, place: Place): string {
  if (!isUtf8(bytes)) throw new InputError(place, 'expected UTF-8 text, got other bytes');
  return bytes.toString('utf8');
}

/** What a text holds, or what is wrong with it. */
export type ParsedJson =
  | {
      readonly kind: 'value';
      readonly value: unknown;
      /**
       * Whether `JSON.stringify` surely writes the value as the text has it, character by character, if no
       * key of it looks like an index of an array: those change places.
       */
      readonly isCanonical: boolean;
    }
  | { readonly kind: 'problem'; readonly problem: JsonProblem };

/**
 * Every line of a corpus comes through here, so what can be wrong is counted first, and the text is
 * looked through character by character only if the count is not the one of a text without faults.
 */
export function tryParseJson(text: string): ParsedJson {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    return { kind: 'problem', problem: jsonProblem(text) ?? { kind: 'syntax', at: 0 } };
  }
  if (isSurelyFaithful(text, value)) return { kind: 'value', value, isCanonical: isDense(text) };
  const problem = jsonProblem(text);
  if (problem !== undefined) return { kind: 'problem', problem };
  return { kind: 'value', value, isCanonical: false };
}

/** Whether a text surely has neither space between its parts nor escapes. */
function isDense(text: string): boolean {
  return !SPACES_AND_ESCAPE.some((character) => text.includes(character));
}

const SPACES_AND_ESCAPE = [' ', '\\', '\t', '\r', '\n'] as const;

/** What to say of a problem. */
export function jsonError(
  text: string,
  problem: JsonProblem,
  place: Place,
  atEnd = 'the text ends in the middle of it',
): InputError {
  switch (problem.kind) {
    case 'syntax': {
      const column = problem.at - text.lastIndexOf('\n', problem.at - 1);
      return new InputError(
        place,
        problem.at < text.length
          ? `expected JSON, got ${show(text.slice(problem.at))} at column ${column}`
          : `expected a complete JSON document, but ${atEnd}`,
      );
    }
    case 'duplicate':
      return new InputError(place, 'expected each key once, got it a second time', problem.field);
    case 'number': {
      const expected = 'expected a number that a double holds exactly';
      const message = `${expected}, got ${show(problem.text).replaceAll('"', '')}`;
      return new InputError(place, message, problem.field === '' ? undefined : problem.field);
    }
    case 'depth':
      return new InputError(
        place,
        `expected at most ${JSON_DEPTH_LIMIT} levels of nesting, got more`,
      );
  }
}

function placeIn(text: string, at: number, place: Place): Place {
  if (place.line !== undefined) return place;
  return { file: place.file, line: text.slice(0, at).split('\n').length };
}

/**
 * Whether a value surely is what its text says. Each key of the text has a colon, so a text with no
 * more colons than the value has keys has no key twice; and each number that is no item of an array
 * stands after a colon.
 */
function isSurelyFaithful(text: string, value: unknown): boolean {
  let colons = 0;
  for (let at = text.indexOf(':'); at !== -1; at = text.indexOf(':', at + 1)) {
    colons++;
    let next = at + 1;
    while (text.charCodeAt(next) <= SPACE) next++;
    if (beginsNumber(text.charCodeAt(next)) && !isPlainInteger(text, next)) return false;
  }
  return keysOf(value, 0) === colons;
}

const SPACE = 0x20;

/** How many keys there are at all depths; NaN if numbers stand elsewhere, or it is too deep. */
function keysOf(value: unknown, depth: number): number {
  if (typeof value === 'number') return Number.NaN;
  if (!isObject(value)) return 0;
  if (depth === JSON_DEPTH_LIMIT) return Number.NaN;
  let keys = 0;
  if (Array.isArray(value)) {
    for (const item of value) if (typeof item !== 'string') keys += keysOf(item, depth + 1);
    return keys;
  }
  // What JSON.parse makes has no keys but its own.
  for (const key in value) {
    keys++;
    const item = value[key];
    if (typeof item === 'object') keys += keysOf(item, depth + 1);
  }
  return keys;
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}

/**
 * Whether a number of a JSON text certainly is one that a double holds exactly, by a look at its first
 * characters: few digits, and nothing but digits.
 *
 * @param at where the number begins.
 */
function isPlainInteger(text: string, at: number): boolean {
  const first = text.charCodeAt(at) === MINUS ? at + 1 : at;
  if (first > at && text.charCodeAt(first) === ZERO) return false;
  let end = first;
  while (isDigit(text.charCodeAt(end))) end++;
  if (end - first > SURELY_EXACT_DIGITS) return false;
  const next = text.charCodeAt(end);
  return next !== POINT && next !== SMALL_E && next !== LARGE_E;
}

/** Whether a number begins with this character. */
function beginsNumber(code: number): boolean {
  return code === MINUS || isDigit(code);
}

const [MINUS, POINT, ZERO, NINE, LARGE_E, SMALL_E] = [0x2d, 0x2e, 0x30, 0x39, 0x45, 0x65];
/** 10^15 is below 2^53. */
const SURELY_EXACT_DIGITS = 15;

function isDigit(code: number): boolean {
  return code >= ZERO && code <= NINE;
}

/*
 * Numbers as documents write them: lowercase hex strings, because JSON numbers lose bits past 2^53.
 * Addresses and pfns stay below that, so doubles hold them exactly; only raw 64-bit words need a
 * bigint. The schema has checked the spelling before any of the parsers sees a text.
 */

/** @throws RangeError above 2^47. */
export function parseAddress(text: string): Address {
  return address(numberOf(text));
}

/** @throws RangeError from 2^44 on. */
export function parsePfn(text: string): Pfn {
  return pfn(numberOf(text));
}

/** As `Number`, which is several times as slow for hex, of a text below 2^53 as the schema has it. */
function numberOf(text: string): number {
  let value = 0;
  for (let index = PREFIX; index < text.length; index++) {
    const code = text.charCodeAt(index);
    value = value * 16 + (code < SMALL_A ? code - ZERO : code - SMALL_A + 10);
  }
  return value;
}

const PREFIX = '0x'.length;
const SMALL_A = 0x61;

export function parseWord(text: string): bigint {
  return BigInt(text);
}

/**
 * An address, a pfn or a raw word in its canonical spelling. The way through a bigint is ten times
 * as fast as `Number.toString(16)`, which takes every large number for a fraction.
 * @throws RangeError for a fraction.
 */
export function hex(value: number | bigint): string {
  return `0x${BigInt(value).toString(16)}`;
}
