// SPDX-License-Identifier: GPL-2.0-or-later
import { setImmediate } from 'node:timers/promises';

/** Seldom enough to cost nothing, and often enough for whoever presses Ctrl-C. */
const EVERY_MS = 50;

/** Gives signals, timers and the progress line a turn now and then, while this thread computes. */
export class Turns {
  private last = performance.now();

  /** To be waited for after each piece of work; most of the time there is nothing to wait for. */
  async pause(): Promise<void> {
    if (performance.now() - this.last < EVERY_MS) return;
    await setImmediate();
    this.last = performance.now();
  }
}
