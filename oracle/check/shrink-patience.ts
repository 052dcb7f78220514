// SPDX-License-Identifier: GPL-2.0-or-later
import { Turns } from '../child/turns';

/** How long findings are still made simpler after Ctrl-C, all of them together. */
const GRACE_MS = 2_000;

/** Whether there is still time to look for simpler scenarios; that somebody wants the report now is heard meanwhile. */
export class ShrinkPatience {
  private readonly turns = new Turns();
  private until: number | undefined;

  constructor(private readonly signal: AbortSignal) {}

  /** Hears signals first. */
  async isLeft(): Promise<boolean> {
    await this.turns.pause();
    if (!this.signal.aborted) return true;
    this.until ??= performance.now() + GRACE_MS;
    return performance.now() < this.until;
  }
}
