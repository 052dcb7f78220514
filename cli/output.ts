// SPDX-License-Identifier: GPL-2.0-or-later
import { once } from 'node:events';
import type { Writable } from 'node:stream';

/** Small chunks are joined up to this many characters: each write is a system call. */
const JOINED = 2 ** 16;

/** Writes text to a stream in large chunks, no faster than the stream accepts it. */
export class Output {
  private pending = '';

  constructor(private readonly stream: Writable) {}

  /** @returns a promise only if the stream lags; it resolves when the stream has caught up. */
  write(text: string): Promise<void> | undefined {
    this.pending += text;
    return this.pending.length >= JOINED ? this.flush() : undefined;
  }

  /** As {@link write}, of as much UTF-8 text as is worth a system call. */
  writeBytes(bytes: Uint8Array): Promise<void> | undefined {
    const before = this.flush();
    return before === undefined ? this.send(bytes) : before.then(() => this.send(bytes));
  }

  /** Hands over what is pending. */
  flush(): Promise<void> | undefined {
    const text = this.pending;
    this.pending = '';
    return this.send(text);
  }

  private send(chunk: string | Uint8Array): Promise<void> | undefined {
    if (chunk.length === 0 || this.stream.write(chunk)) return undefined;
    return once(this.stream, 'drain').then(() => undefined);
  }
}
