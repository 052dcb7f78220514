// SPDX-License-Identifier: GPL-2.0-or-later
import { effectiveAsk } from '../compare/comparable';
import type { Scenario } from '../scenario/scenario';

const FAULT = 1;
const WRITE = 2;

/** What each page of a scenario was effectively asked: its input, the mask and the defaults. */
export class Asked {
  private bits = new Uint8Array(64);
  private current: Scenario | undefined;

  /** Computes what is asked, unless this scenario is the last one. */
  take(scenario: Scenario): void {
    if (scenario === this.current) return;
    this.current = scenario;
    const { asks, mask, defaults } = scenario.range;
    if (this.bits.length < asks.length) this.bits = new Uint8Array(asks.length);
    for (let page = 0; page < asks.length; page++) {
      const { faults, writes } = effectiveAsk(asks[page] ?? 0, mask, defaults);
      this.bits[page] = (faults ? FAULT : 0) | (faults && writes ? WRITE : 0);
    }
  }

  /** @throws Error before the first {@link take}. */
  get scenario(): Scenario {
    if (this.current === undefined) throw new Error('no scenario was taken yet');
    return this.current;
  }

  /** Whether a page is asked for at all. */
  faults(page: number): boolean {
    return ((this.bits[page] ?? 0) & FAULT) !== 0;
  }

  /** Whether a page is asked for, and is to be writable. */
  writes(page: number): boolean {
    return ((this.bits[page] ?? 0) & WRITE) !== 0;
  }
}
