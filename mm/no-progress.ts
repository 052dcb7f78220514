// SPDX-License-Identifier: GPL-2.0-or-later
import type { Address } from './units';

/** How often page faults and waits of each page do nothing: this many times, or, with Infinity, each time. */
export type NoProgressPages = ReadonlyMap<Address, number>;

/** Page faults and waits that come back without having done anything, while a call runs. */
export class NoProgress {
  private readonly done = new Map<Address, number>();
  /** How many there were of those that are counted: each brings the call nearer to its end. */
  counted = 0;

  constructor(private readonly pages: NoProgressPages) {}

  /** Whether what begins for a page does nothing this time. */
  isDue(at: Address): boolean {
    const times = this.pages.get(at);
    if (times === undefined) return false;
    if (times === Number.POSITIVE_INFINITY) return true;
    const done = this.done.get(at) ?? 0;
    if (done === times) return false;
    this.done.set(at, done + 1);
    this.counted++;
    return true;
  }
}
