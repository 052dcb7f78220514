// SPDX-License-Identifier: GPL-2.0-or-later

/** How often each of several things was counted, by name, in the order of the names. */
export type CountsByName = Readonly<Record<string, number>>;

export const NONE_COUNTED: CountsByName = {};

/** CountsByName by name in the one order that they have, whatever order they came about in. */
export function sortedCounts(entries: Iterable<readonly [string, number]>): CountsByName {
  return Object.fromEntries([...entries].sort(byName));
}

/** Adds up counts by name. Adding is associative and commutative, to the byte. */
export function addCounts(one: CountsByName, other: CountsByName): CountsByName {
  const sums = new Map(Object.entries(one));
  for (const [name, count] of Object.entries(other)) sums.set(name, (sums.get(name) ?? 0) + count);
  return sortedCounts(sums);
}

/** Joins what is known by name; what both have is joined by `join`. Names come in their order. */
export function joinByName<Item>(
  one: Readonly<Record<string, Item>>,
  other: Readonly<Record<string, Item>>,
  join: (one: Item, other: Item) => Item,
): Readonly<Record<string, Item>> {
  const joined = new Map(Object.entries(one));
  for (const [name, item] of Object.entries(other)) {
    const before = joined.get(name);
    joined.set(name, before === undefined ? item : join(before, item));
  }
  return Object.fromEntries([...joined].sort(byName));
}

/** Names by their code units: the same everywhere, whatever the locale. */
function byName([one]: readonly [string, unknown], [other]: readonly [string, unknown]): number {
  if (one === other) return 0;
  return one < other ? -1 : 1;
}
