// SPDX-License-Identifier: GPL-2.0-or-later

/**
 * Items that come a batch at a time: what one chunk of a source held. A step of an async generator costs as
 * much as looking at a small item, so that whoever passes items on passes batches. A batch is gone through
 * before the next one is asked for.
 */
export type Batches<Item> = AsyncGenerator<Iterable<Item>>;

/** The items of batches, one by one. */
export async function* oneByOne<Item>(batches: Batches<Item>): AsyncGenerator<Item> {
  for await (const batch of batches) yield* batch;
}

/** Takes items one by one for as long as that is needed, and then the rest in batches. */
export class BatchReader<Item> {
  private batch: Iterator<Item> | undefined;

  constructor(private readonly batches: Batches<Item>) {}

  /** The next item; undefined at the end. */
  async next(): Promise<Item | undefined> {
    for (;;) {
      const item = this.batch?.next();
      if (item !== undefined && item.done !== true) return item.value;
      const batch = await this.batches.next();
      if (batch.done === true) return undefined;
      this.batch = batch.value[Symbol.iterator]();
    }
  }

  /** What was not taken yet; nothing may be taken besides. */
  async *rest(): Batches<Item> {
    const { batch } = this;
    if (batch !== undefined) yield { [Symbol.iterator]: () => batch };
    yield* this.batches;
  }

  /** Ends the source early. */
  async close(): Promise<void> {
    await this.batches.return(undefined);
  }
}
