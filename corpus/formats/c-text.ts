// SPDX-License-Identifier: GPL-2.0-or-later
import type { SideName } from '../../oracle/run/side-names';
import { printable } from '../../oracle/scenario/printable';

/** A 64-bit constant. */
export function word(value: number | bigint): string {
  return value === 0 || value === 0n ? '0' : `0x${BigInt(value).toString(16)}ULL`;
}

/** A string literal of ASCII characters; no trigraph comes of it. */
export function cString(text: string): string {
  const escaped = [...Buffer.from(text, 'utf8')].map((byte) => {
    const character = String.fromCharCode(byte);
    if (byte < 0x20 || byte > 0x7e) return `\\${byte.toString(8).padStart(3, '0')}`;
    return /["\\?]/.test(character) ? `\\${character}` : character;
  });
  return `"${escaped.join('')}"`;
}

/** A text inside a C comment: what would end the comment, or open one, is taken apart. */
export function commentText(text: string): string {
  return printable(text).replaceAll('*/', '* /').replaceAll('/*', '/ *');
}

/** How a side is called in C: `v5_7`, `modern_32`. */
export function sideIdentifier(side: SideName): string {
  return side.replaceAll(/[^a-z0-9]/g, '_');
}

/** Small values several to a row. */
export function rowsOf(values: readonly string[], perRow: number): readonly string[] {
  const rows: string[] = [];
  for (let first = 0; first < values.length; first += perRow) {
    rows.push(`${values.slice(first, first + perRow).join(', ')},`);
  }
  return rows;
}

/** The constant arrays of one case. */
export class Arrays {
  private readonly texts: string[] = [];

  /** @param prefix begins their names. */
  constructor(private readonly prefix: string) {}

  /** The name of an array with these rows; `NULL` for one that would be empty. */
  add(type: string, name: string, rows: readonly string[]): string {
    if (rows.length === 0) return 'NULL';
    const full = `${this.prefix}_${name}`;
    const body = rows.map((row) => `\t${row}\n`).join('');
    this.texts.push(`static const ${type} ${full}[] = {\n${body}};\n`);
    return full;
  }

  text(): string {
    return this.texts.join('');
  }
}
