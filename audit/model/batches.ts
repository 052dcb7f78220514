// SPDX-License-Identifier: GPL-2.0-or-later

/** How many scenarios run before the event loop gets a turn. */
export const BATCH = 2_000;

/** The items in groups of at most {@link BATCH}. */
export function* inBatches<Item>(items: Iterable<Item>): Generator<readonly Item[]> {
  let batch: Item[] = [];
  for (const item of items) {
    batch.push(item);
    if (batch.length < BATCH) continue;
    yield batch;
    batch = [];
  }
  if (batch.length > 0) yield batch;
}
