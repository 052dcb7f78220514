// SPDX-License-Identifier: GPL-2.0-or-later
import { LINE_FEED } from '../scenario/lines';

/** Cuts a source into blocks of whole lines. Who has taken some can still have the rest as it is. */
export class BlockReader {
  private readonly chunks: AsyncIterator<Buffer>;
  /** The beginning of the next block. */
  private pending: Buffer[] = [];
  private bytes = 0;
  /** What follows it of the chunk that was read last. */
  private uncut: Buffer | undefined;
  /** Why the source cannot be read further, for whoever reads the rest. */
  private failed: { readonly error: unknown } | undefined;

  /**
   * @param least a block ends with the first line end from this many bytes on.
   * @param most if it gets larger than that for want of a line end, there is no further block.
   */
  constructor(
    chunks: AsyncIterable<Buffer>,
    private readonly least: number,
    private readonly most: number,
  ) {
    this.chunks = chunks[Symbol.asyncIterator]();
  }

  /** The next block; undefined if none is left, and then all that is left is in {@link rest}. */
  async next(): Promise<Buffer | undefined> {
    while (this.bytes <= Math.max(this.least, this.most)) {
      const chunk = await this.nextUncut();
      if (chunk === undefined) return undefined;
      const end = chunk.indexOf(LINE_FEED, Math.max(0, this.least - this.bytes - 1)) + 1;
      if (end > 0) return this.cut(chunk, end);
      this.pending.push(chunk);
      this.bytes += chunk.length;
    }
    return undefined;
  }

  /** What is in no block. @throws what reading the source throws. */
  async *rest(): AsyncGenerator<Buffer> {
    yield* this.pending;
    if (this.uncut !== undefined) yield this.uncut;
    if (this.failed !== undefined) throw this.failed.error;
    for (let next = await this.chunks.next(); next.done !== true; next = await this.chunks.next()) {
      yield next.value;
    }
  }

  /** Ends the source early. */
  async close(): Promise<void> {
    await this.chunks.return?.();
  }

  private async nextUncut(): Promise<Buffer | undefined> {
    const { uncut } = this;
    this.uncut = undefined;
    if (uncut !== undefined || this.failed !== undefined) return uncut;
    try {
      const { done, value } = await this.chunks.next();
      return done === true ? undefined : value;
    } catch (error) {
      this.failed = { error };
      return undefined;
    }
  }

  private cut(chunk: Buffer, end: number): Buffer {
    const block = Buffer.concat([...this.pending, chunk.subarray(0, end)]);
    this.pending = [];
    this.bytes = 0;
    if (end < chunk.length) this.uncut = chunk.subarray(end);
    return block;
  }
}
