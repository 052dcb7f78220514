// SPDX-License-Identifier: GPL-2.0-or-later

/** How many names are suggested. */
const SUGGESTED = 3;

/** The names that somebody may have meant, nearest first; none if nothing is near. */
export function nearNames(typed: string, names: Iterable<string>): readonly string[] {
  const ranked: { readonly name: string; readonly distance: number }[] = [];
  for (const name of names) {
    const part = typed.length >= 3 && (name.includes(typed) || typed.includes(name));
    const distance = part ? 0 : editDistance(typed, name);
    if (distance <= Math.max(2, typed.length / 4)) ranked.push({ name, distance });
  }
  return ranked
    .sort((one, other) => one.distance - other.distance)
    .slice(0, SUGGESTED)
    .map(({ name }) => name);
}

/** How many characters to insert, delete or replace to make one text the other (Levenshtein). */
export function editDistance(one: string, other: string): number {
  let row = Array.from({ length: other.length + 1 }, (_, index) => index);
  for (let i = 1; i <= one.length; i++) {
    const next = [i];
    for (let j = 1; j <= other.length; j++) {
      const replaced = (row[j - 1] ?? 0) + (one[i - 1] === other[j - 1] ? 0 : 1);
      next.push(Math.min(replaced, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1));
    }
    row = next;
  }
  return row[other.length] ?? 0;
}
