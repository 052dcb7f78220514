// SPDX-License-Identifier: GPL-2.0-or-later
import { Random } from '../../oracle/generate/random';

/** What a case draws: all of it follows from the seed and the number of the case. */
export class Draw {
  private readonly random: Random;

  constructor(seed: number, number: number) {
    this.random = new Random(seed, number);
  }

  /** An integer of [0, limit), for 1 ≤ limit ≤ 2^21. */
  below(limit: number): number {
    return this.random.below(limit);
  }

  /** True once in this many cases. */
  oneIn(cases: number): boolean {
    return this.random.chance(1, cases);
  }

  /** @throws Error if there is nothing to choose from: no target has an empty list. */
  of<Item>(items: readonly Item[]): Item {
    const item = items[this.below(items.length)];
    if (item === undefined) throw new Error('expected something to choose from, got nothing');
    return item;
  }
}
