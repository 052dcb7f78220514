// SPDX-License-Identifier: GPL-2.0-or-later
import { once } from 'node:events';
import type { Writable } from 'node:stream';

/** Small pieces are joined up to this many characters: a write is a system call. */
const JOINED = 2 ** 16;

/** Text to a stream, in large pieces, and no faster than the stream takes it. */
export class Output {
  private pending = '';

  constructor(private readonly stream: Writable) {}

  /** Resolves at once, or, if the stream is behind, when it has caught up. */
  async write(text: string): Promise<void> {
    this.pending += text;
    if (this.pending.length >= JOINED) await this.flush();
  }

  async flush(): Promise<void> {
    const text = this.pending;
    this.pending = '';
    if (text !== '' && !this.stream.write(text)) await once(this.stream, 'drain');
  }
}
