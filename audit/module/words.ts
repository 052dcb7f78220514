// SPDX-License-Identifier: GPL-2.0-or-later
import type { ObjectReader } from './reader';

/** How 64-bit words stand in a value: as the module has them, or as a line of JSON has them. */
export interface WordForm {
  readonly expected: string;
  /** undefined if the value is no word of 64 bits. */
  parse(value: unknown): bigint | undefined;
}

const TWO_64 = 1n << 64n;

/** In the module itself. */
export const BIGINTS: WordForm = {
  expected: 'a bigint of 64 bits',
  parse: (value) =>
    typeof value === 'bigint' && value >= 0n && value < TWO_64 ? value : undefined,
};

/** Between processes: JSON has no bigint. */
export const HEX_TEXTS: WordForm = {
  expected: 'a word in hex',
  parse: (value) =>
    typeof value === 'string' && /^0x[0-9a-f]{1,16}$/.test(value) ? BigInt(value) : undefined,
};

/** A property that is a word of 64 bits. */
export function wordOf(reader: ObjectReader, name: string, form: WordForm): bigint {
  return reader.parse(name, form.expected, form.parse);
}
