// SPDX-License-Identifier: GPL-2.0-or-later
import { type Misfit, ObjectReader } from './reader';

/** What the module's process replies to a question, as JSON. */
export type Reply =
  /** An answer, with words as hex texts; it is still to be read. */
  | { readonly kind: 'is'; readonly value: unknown }
  /** The function returned something that is no answer. */
  | ({ readonly kind: 'unfit' } & Misfit)
  /** The function threw. */
  | { readonly kind: 'threw'; readonly text: string }
  /** The module cannot be used. */
  | { readonly kind: 'unusable'; readonly text: string };

const stringify = JSON.stringify;

/** A line of JSON. */
export function writeReply(reply: Reply): string {
  return stringify(reply, (_, value: unknown) =>
    typeof value === 'bigint' ? `0x${value.toString(16)}` : value,
  );
}

/**
 * Reads a reply, which may be anything.
 * @throws Unfit, SyntaxError.
 */
export function readReply(line: string): Reply {
  const value: unknown = JSON.parse(line);
  const expected = 'a reply of the module’s process';
  const keys = ['kind', 'value', 'field', 'expected', 'got', 'text'];
  const reader = ObjectReader.of(value, 'reply', expected, keys);
  switch (reader.get('kind', expected)) {
    case 'is':
      return { kind: 'is', value: reader.get('value', expected) };
    case 'unfit':
      return {
        kind: 'unfit',
        field: words(reader, 'field'),
        expected: words(reader, 'expected'),
        got: words(reader, 'got'),
      };
    case 'threw':
      return { kind: 'threw', text: words(reader, 'text') };
    default:
      return { kind: 'unusable', text: words(reader, 'text') };
  }
}

function words(reader: ObjectReader, name: string): string {
  return reader.parse(name, 'words', (value) => (typeof value === 'string' ? value : undefined));
}
