// SPDX-License-Identifier: GPL-2.0-or-later

/** Adds to a count by name, which is 0 if it is not there. */
export function increment<Key>(counts: Map<Key, number>, key: Key, by = 1): void {
  counts.set(key, (counts.get(key) ?? 0) + by);
}
