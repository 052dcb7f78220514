// SPDX-License-Identifier: GPL-2.0-or-later
import type { Random } from './random';

/** A choice, and how often it is taken in proportion to the others' weights. */
export type Weighted<Item> = readonly [item: Item, weight: number];

const SLOTS = 1024;

/** A weighted choice that costs one random number and one read: items fill slots by their weight. */
export class WeightedTable<Item> {
  private readonly slots: readonly Item[];
  private readonly first: Item;

  /**
   * @param choices items with positive weights; a weight may be a fraction.
   * @throws RangeError if there is no choice, or one is too light for a slot of its own.
   */
  constructor(choices: readonly Weighted<Item>[]) {
    const slots: Item[] = [];
    const total = choices.reduce((sum, [, weight]) => sum + weight, 0);
    let reached = 0;
    for (const [item, weight] of choices) {
      reached += weight;
      const end = Math.round((reached / total) * SLOTS);
      if (end <= slots.length) {
        throw new RangeError(`"weight" expected at least 1/${SLOTS} of ${total}, got ${weight}`);
      }
      while (slots.length < end) slots.push(item);
    }
    const [first] = slots;
    if (first === undefined) throw new RangeError('"choices" expected at least one, got none');
    this.slots = slots;
    this.first = first;
  }

  pick(random: Random): Item {
    return this.slots[random.next() & (SLOTS - 1)] ?? this.first;
  }
}
