// SPDX-License-Identifier: GPL-2.0-or-later

/** So many rows, each made of its number. `Array.from()` takes several times as long, and every reply is read with this. */
export function wireRowsOf<Row>(count: number, row: (index: number) => Row): Row[] {
  const rows: Row[] = [];
  for (let index = 0; index < count; index++) rows.push(row(index));
  return rows;
}

/** Parts of frames and replies take a multiple of 8 bytes. */
export function even(words: number): number {
  return words + (words & 1);
}

export const TWO_32 = 2 ** 32;

/** A number of two words, the low one first. */
export function numberAt(words: Uint32Array, at: number): number {
  return (words[at + 1] ?? 0) * TWO_32 + (words[at] ?? 0);
}

/** Copies so many words to the beginning of an array that has room for them: few, so that a view of them costs more. */
export function copyWords(from: Uint32Array, at: number, count: number, to: Uint32Array): void {
  for (let word = 0; word < count; word++) to[word] = from[at + word] ?? 0;
}
