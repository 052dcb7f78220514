// SPDX-License-Identifier: GPL-2.0-or-later
import { types } from 'node:util';
import { show } from '../../oracle/scenario/input-error';
import { nearNames } from '../../oracle/scenario/near';

/*
 * What reads the values that a user's module gives, whatever they are: proxies, getters that throw,
 * objects that are other ones at the second look. Each property is read once, and copied.
 */

/** What is wrong with a value, as text only: it is sent between processes. */
export interface Misfit {
  readonly field: string;
  readonly expected: string;
  readonly got: string;
}

/** A value of a module that is not what it should be. */
export class Unfit extends Error {
  override readonly name = 'Unfit';

  constructor(readonly misfit: Misfit) {
    super(`${misfit.field}: expected ${misfit.expected}, got ${misfit.got}`);
  }
}

/** @throws Unfit, always; what was got is described in words. */
export function unfit(field: string, expected: string, value: unknown): never {
  throw new Unfit({ field, expected, got: described(value) });
}

/** A value in words, with a limit, whatever looking at it does. */
export function described(value: unknown): string {
  try {
    if (types.isPromise(value)) return 'a Promise';
    if (typeof value === 'function') return 'a function';
    return show(value);
  } catch {
    return `a value of type ${typeof value} that cannot be shown`;
  }
}

/** What was thrown, in words. */
export function thrownText(error: unknown, longest = LONGEST_TEXT): string {
  try {
    if (!(error instanceof Error)) return `exception ${described(error)}`;
    const { name, message } = error;
    return `exception ${String(name)}: ${String(message)}`.slice(0, longest);
  } catch {
    return 'exception that cannot be shown';
  }
}

/** How long a text may be. */
const LONGEST_TEXT = 200;

/** An object of which properties are read. */
export class ObjectReader {
  private constructor(
    private readonly value: object,
    private readonly field: string,
  ) {}

  /**
   * @param field where the value stands.
   * @param expected what it should be.
   * @param keys all that it may have.
   */
  static of(
    value: unknown,
    field: string,
    expected: string,
    keys: readonly string[],
  ): ObjectReader {
    const reader = ObjectReader.any(value, field, expected);
    const given = attempt(field, expected, () => Object.keys(reader.value));
    const unknown = given.find((key) => !keys.includes(key));
    if (unknown === undefined) return reader;
    const [near] = nearNames(unknown, keys);
    const hint = near === undefined ? '' : ` (did you mean ${near}?)`;
    const known = `only ${keys.join(', ')}${hint}`;
    throw new Unfit({ field, expected: known, got: `also ${described(unknown)}` });
  }

  /** Any object, whatever else it has. */
  static any(value: unknown, field: string, expected = 'an object'): ObjectReader {
    const isObject = typeof value === 'object' && value !== null && !types.isPromise(value);
    return isObject ? new ObjectReader(value, field) : unfit(field, expected, value);
  }

  /** Where a property stands. */
  at(name: string): string {
    const plain = /^[\w$]{1,60}$/.test(name) ? name : `[${described(name)}]`;
    return this.field === '' ? plain : `${this.field}.${plain}`;
  }

  /** A property, whether it stands in the object itself or is inherited. */
  get(name: string, expected: string): unknown {
    return attempt(this.at(name), expected, () => Reflect.get(this.value, name));
  }

  /** A property as something else makes it; undefined if it does not fit. */
  parse<Result>(
    name: string,
    expected: string,
    parse: (value: unknown) => Result | undefined,
  ): Result {
    const value = this.get(name, expected);
    const result = parse(value);
    return result === undefined ? unfit(this.at(name), expected, value) : result;
  }

  /** A property that fits. */
  take<Value>(name: string, expected: string, fits: (value: unknown) => value is Value): Value {
    const value = this.get(name, expected);
    return fits(value) ? value : unfit(this.at(name), expected, value);
  }

  text(name: string): string {
    return this.take(name, TEXT, isText);
  }

  flag(name: string): boolean {
    return this.take(name, 'true or false', (value) => typeof value === 'boolean');
  }
}

const TEXT = `text of 1 to ${LONGEST_TEXT} characters, none of them a control character`;
const UNPRINTABLE = /[\p{Cc}\p{Zl}\p{Zp}\p{Cs}\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]/u;

function isText(value: unknown): value is string {
  if (typeof value !== 'string' || value.trim() === '') return false;
  return value.length <= LONGEST_TEXT && !UNPRINTABLE.test(value);
}

/**
 * The items of an array that has exactly this many, without holes.
 * @param what one of them is: "a page".
 */
export function itemsOf(
  value: unknown,
  field: string,
  count: number,
  what: string,
): readonly unknown[] {
  const expected = `an array of ${count}, one for each page`;
  return attempt(field, expected, () => {
    if (!Array.isArray(value) || value.length !== count) return unfit(field, expected, value);
    const items: unknown[] = [];
    for (let index = 0; index < count; index++) {
      if (!(index in value)) unfit(`${field}[${index}]`, what, undefined);
      items.push(Reflect.get(value, index));
    }
    return items;
  });
}

/** Whether a value is one of these. */
export function isOneOf<Value>(values: readonly Value[]): (value: unknown) => value is Value {
  return (value): value is Value => values.some((one) => one === value);
}

function attempt<Result>(field: string, expected: string, read: () => Result): Result {
  try {
    return read();
  } catch (error) {
    if (error instanceof Unfit) throw error;
    throw new Unfit({ field, expected, got: `what throws when it is read: ${thrownText(error)}` });
  }
}

/** So deep, and so wide, is what is copied whole. */
const COPIED_DEPTH = 6;
const COPIED_ITEMS = 100;

/**
 * A copy of a value that should be plain data, to be held to a schema: objects, arrays, texts,
 * numbers, and what else there is as it is.
 */
export function plainCopy(value: unknown, field: string, depth = 0): unknown {
  if (typeof value !== 'object' || value === null) return value;
  const expected = 'plain data';
  if (depth === COPIED_DEPTH) return unfit(field, 'data that is less deep', value);
  return attempt(field, expected, () => {
    const keys = Object.keys(value);
    if (keys.length > COPIED_ITEMS) return unfit(field, 'fewer properties', value);
    const copy = (key: string): unknown =>
      plainCopy(Reflect.get(value, key), `${field}.${key}`, depth + 1);
    if (Array.isArray(value)) return keys.map(copy);
    return Object.fromEntries(keys.map((key) => [key, copy(key)]));
  });
}
