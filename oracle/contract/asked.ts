// SPDX-License-Identifier: GPL-2.0-or-later
import { Ask, withAsks } from '../../mm/range';
import type { PageNumber } from '../../mm/units';
import { effectiveAsk } from '../scenario/requests';
import { type Scenario, variantOf } from '../scenario/scenario';

/** What a page was effectively asked, as bits: to be there, and to be writable. */
export const ASKED_FAULT = 1;
export const ASKED_WRITE = 2;

/** Fault and write as bits, by ask; and back. */
const BITS = [0, ASKED_FAULT, ASKED_FAULT | ASKED_WRITE, ASKED_WRITE, ASKED_FAULT | ASKED_WRITE];
const ASK_OF_BITS = [Ask.nothing, Ask.read, Ask.writeOnly, Ask.write];
const ASKS = BITS.length;

/** What is effectively asked, as bits, by ask, mask and defaults. */
const EFFECTIVE = Uint8Array.from({ length: ASKS ** 3 }, (_, index) => {
  const ask = index % ASKS;
  const mask = Math.floor(index / ASKS) % ASKS;
  const { faults, writes } = effectiveAsk(ask, mask, Math.floor(index / ASKS ** 2));
  return faults ? ASKED_FAULT | (writes ? ASKED_WRITE : 0) : 0;
});

/** How many pages, of two bits each, are exact as a number; and of numbers, keys are made fastest. */
const PAGES_IN_NUMBER = 24;

/** What each page of a scenario was effectively asked: its input, the mask and the defaults. */
export class Asked {
  private bits = new Uint8Array(64);
  private current: Scenario | undefined;
  private hides = false;
  private unmasked: Scenario | undefined;

  /** Computes what is asked, unless this scenario is the last one. */
  take(scenario: Scenario): void {
    if (scenario === this.current) return;
    this.current = scenario;
    const { asks, mask, defaults } = scenario.range;
    if (this.bits.length < asks.length) this.bits = new Uint8Array(asks.length);
    const seen = BITS[mask] ?? 0;
    const row = (mask + defaults * ASKS) * ASKS;
    this.hides = false;
    this.unmasked = undefined;
    for (let page = 0; page < asks.length; page++) {
      const ask = asks[page] ?? Ask.nothing;
      const effective = EFFECTIVE[row + ask] ?? 0;
      if (((BITS[ask] ?? 0) & ~seen) !== 0) this.hides = true;
      this.bits[page] = effective;
    }
  }

  /** What each page was effectively asked, as bits. */
  get effective(): Readonly<Uint8Array> {
    return this.bits;
  }

  /** @throws Error before the first {@link take}. */
  get scenario(): Scenario {
    if (this.current === undefined) throw new Error('no scenario was taken yet');
    return this.current;
  }

  /** What is effectively asked of all pages, as a key: the same key, the same asked. */
  get key(): number | string {
    const { length } = this.scenario.range.asks;
    if (length > PAGES_IN_NUMBER) {
      return Buffer.from(this.bits.buffer, 0, length).toString('latin1');
    }
    let key = 0;
    for (let page = 0; page < length; page++) key = key * 4 + (this.bits[page] ?? 0);
    return key;
  }

  /** Whether every page is asked for. */
  get faultsAll(): boolean {
    const { length } = this.scenario.range.asks;
    for (let page = 0; page < length; page++) if (!this.faults(page)) return false;
    return true;
  }

  /** Whether a page is asked for at all. */
  faults(page: PageNumber): boolean {
    return ((this.bits[page] ?? 0) & ASKED_FAULT) !== 0;
  }

  /** Whether a page is asked for, and is to be writable. */
  writes(page: PageNumber): boolean {
    return ((this.bits[page] ?? 0) & ASKED_WRITE) !== 0;
  }

  /** The scenario without the input that the mask hides; undefined if it hides nothing. */
  withoutHidden(): Scenario | undefined {
    if (!this.hides || this.unmasked !== undefined) return this.unmasked;
    const { scenario } = this;
    const { asks, mask } = scenario.range;
    const seen = BITS[mask] ?? 0;
    const visible = new Uint8Array(asks.length);
    for (let page = 0; page < asks.length; page++) {
      visible[page] = ASK_OF_BITS[(BITS[asks[page] ?? Ask.nothing] ?? 0) & seen] ?? Ask.nothing;
    }
    this.unmasked = variantOf(scenario, withAsks(scenario.range, visible));
    return this.unmasked;
  }
}
