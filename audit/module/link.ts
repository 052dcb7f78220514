// SPDX-License-Identifier: GPL-2.0-or-later
import { readSync, writeSync } from 'node:fs';

/** The socket to the process that asks: see `oracle/child/line-process.ts`. */
const LINK = 3;
const BUFFER_BYTES = 1 << 16;

/**
 * Lines in and out of a process that asks nobody else for a turn: while it waits for a question, none
 * of the module's timers and promises goes on.
 */
export class Link {
  private readonly buffer = Buffer.alloc(BUFFER_BYTES);
  private lines: string[] = [];
  private rest = '';
  private next = 0;

  /** The next line; undefined when there will be none. */
  read(): string | undefined {
    while (this.next === this.lines.length) {
      const bytes = readSync(LINK, this.buffer);
      if (bytes === 0) return undefined;
      // Questions are ASCII.
      this.lines = (this.rest + this.buffer.toString('latin1', 0, bytes)).split('\n');
      this.rest = this.lines.pop() ?? '';
      this.next = 0;
    }
    return this.lines[this.next++];
  }

  write(line: string): void {
    let bytes = Buffer.from(`${line}\n`);
    while (bytes.length > 0) bytes = bytes.subarray(writeSync(LINK, bytes));
  }
}
