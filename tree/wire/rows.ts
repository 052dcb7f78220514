// SPDX-License-Identifier: GPL-2.0-or-later

/** So many rows, each made of its number. `Array.from()` takes several times as long, and every reply is read with this. */
export function rowsOf<Row>(count: number, row: (index: number) => Row): Row[] {
  const rows: Row[] = [];
  for (let index = 0; index < count; index++) rows.push(row(index));
  return rows;
}

/** Parts of frames and replies take a multiple of 8 bytes. */
export function even(words: number): number {
  return words + (words & 1);
}

export const TWO_32 = 2 ** 32;
