// SPDX-License-Identifier: GPL-2.0-or-later

/*
 * Text of others (ids, names, paths, messages of compilers and of drivers) on its way to where a
 * person reads it. A terminal takes control characters for commands, a line break makes a line that
 * nobody here has written, and bidirectional overrides and invisible characters make one text look
 * like another. So they are shown as the escapes by which JSON writes them.
 */

/** Control and format characters, line and paragraph separators, lone surrogates, what is invisible. */
const UNPRINTABLE =
  /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}\p{Noncharacter_Code_Point}]/u;
const ALL_UNPRINTABLE = new RegExp(UNPRINTABLE, 'gu');
const ALL_BUT_LINE_FEED =
  /(?!\n)[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}\p{Noncharacter_Code_Point}]/gu;

const SHORT: Readonly<Record<string, string>> = { '\n': '\\n', '\r': '\\r', '\t': '\\t' };

/** Whether a text holds nothing that {@link printable} would change. */
export function isPrintable(text: string): boolean {
  return !UNPRINTABLE.test(text);
}

/** A text as one line in which every character can be seen: `a\nb`, `\u001b[2J`. */
export function printable(text: string): string {
  return isPrintable(text)
    ? text
    : text.replace(ALL_UNPRINTABLE, (one) => SHORT[one] ?? unicodeEscapes(one));
}

/** As {@link printable}, but line feeds stay: a text of ours, or one that is shown indented. */
export function printableLines(text: string): string {
  return isPrintable(text)
    ? text
    : text.replace(ALL_BUT_LINE_FEED, (one) => SHORT[one] ?? unicodeEscapes(one));
}

/**
 * A copy of plain data with every text in it made {@link printable}, keys too. Reports for a person
 * are written from such a copy; reports for machines hold the texts themselves.
 *
 * @param blocks the fields whose texts are several lines of our own making, and stay so.
 */
export function printableData<Data>(data: Data, blocks?: readonly string[]): Data;
export function printableData(data: unknown, blocks: readonly string[] = []): unknown {
  if (typeof data === 'string') return printable(data);
  if (Array.isArray(data)) return data.map((item) => printableData(item, blocks));
  if (!isPlainObject(data)) return data;
  return Object.fromEntries(
    Object.entries(data).map(([key, value]) => [
      printable(key),
      typeof value === 'string' && blocks.includes(key)
        ? printableLines(value)
        : printableData(value, blocks),
    ]),
  );
}

/** JSON on one line, with what a terminal would not show as `\u` escapes. */
export function jsonText(value: unknown, indent?: number): string {
  // Only an indented text holds line feeds, and those are its own.
  return printableLines(JSON.stringify(value, null, indent));
}

function unicodeEscapes(character: string): string {
  return Array.from(
    { length: character.length },
    (_, unit) => `\\u${character.charCodeAt(unit).toString(16).padStart(4, '0')}`,
  ).join('');
}

/** Whether a value is an object of fields, not of a class. */
function isPlainObject(value: unknown): value is Readonly<Record<string, unknown>> {
  if (typeof value !== 'object' || value === null) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}
