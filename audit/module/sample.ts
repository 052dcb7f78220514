// SPDX-License-Identifier: GPL-2.0-or-later

/** How many are kept at most. */
const KEPT = 4_096;

/** Some of a long row, evenly spread over all of it. */
export class Sample<Item> {
  private kept: Item[] = [];
  private seen = 0;
  private stride = 1;

  add(item: Item): void {
    if (this.seen++ % this.stride !== 0) return;
    this.kept.push(item);
    if (this.kept.length < KEPT) return;
    this.kept = this.kept.filter((_, index) => index % 2 === 0);
    this.stride *= 2;
  }

  get items(): readonly Item[] {
    return this.kept;
  }
}
