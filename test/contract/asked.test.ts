// SPDX-License-Identifier: GPL-2.0-or-later
import { describe, expect, it } from 'vitest';
import { Ask } from '../../mm/range';
import { Asked } from '../../oracle/contract/asked';
import type { Scenario } from '../../oracle/scenario/scenario';
import { image, request, vma } from '../support/build';

/** Whether an ask has the fault bit and the write bit, as `include/linux/hmm.h` would encode it. */
const BITS = {
  [Ask.nothing]: { fault: false, write: false },
  [Ask.read]: { fault: true, write: false },
  [Ask.write]: { fault: true, write: true },
  [Ask.writeOnly]: { fault: false, write: true },
  [Ask.all]: { fault: true, write: true },
} as const;
const ALL = [Ask.nothing, Ask.read, Ask.write, Ask.writeOnly, Ask.all] as const;

function scenario(asks: readonly Ask[], mask: Ask, defaults: Ask): Scenario {
  const range = request(0, '.'.repeat(asks.length), { mask, defaults });
  return {
    id: 'asked',
    mm: image({ vmas: [vma(0, 64)] }),
    range: { ...range, asks: Uint8Array.from(asks) },
    format: undefined,
  };
}

function taken(asks: readonly Ask[], mask: Ask = Ask.all, defaults: Ask = Ask.nothing): Asked {
  const asked = new Asked();
  asked.take(scenario(asks, mask, defaults));
  return asked;
}

describe.each(ALL)('with mask %i', (mask) => {
  it.each(ALL)('and defaults %i each ask counts as hmm_pte_need_fault() has it', (defaults) => {
    for (const ask of ALL) {
      const asked = taken([ask], mask, defaults);
      const fault = (BITS[ask].fault && BITS[mask].fault) || BITS[defaults].fault;
      const write = (BITS[ask].write && BITS[mask].write) || BITS[defaults].write;
      const found = { faults: asked.faults(0), writes: asked.writes(0) };
      expect(found).toEqual({ faults: fault, writes: fault && write });
    }
  });

  it('input that the mask hides is left out, bit by bit', () => {
    for (const ask of ALL) {
      const without = taken([ask], mask).withoutHidden();
      const { fault, write } = BITS[ask];
      const hides = (fault && !BITS[mask].fault) || (write && !BITS[mask].write);
      if (!hides) {
        expect(without).toBeUndefined();
        continue;
      }
      const left = BITS[without?.range.asks[0] as Ask];
      expect(left).toEqual({
        fault: fault && BITS[mask].fault,
        write: write && BITS[mask].write,
      });
    }
  });
});

describe('what is asked', () => {
  it('is that of each page by itself', () => {
    const asked = taken([Ask.read, Ask.nothing, Ask.write]);
    expect([0, 1, 2].map((page) => [asked.faults(page), asked.writes(page)])).toEqual([
      [true, false],
      [false, false],
      [true, true],
    ]);
  });

  it('is that of the last scenario, also where the one before asked for more', () => {
    const asked = new Asked();
    asked.take(scenario([Ask.write], Ask.read, Ask.nothing));
    expect(asked.withoutHidden()).toBeDefined();
    asked.take(scenario([Ask.nothing], Ask.read, Ask.nothing));
    expect([asked.faults(0), asked.writes(0)]).toEqual([false, false]);
    expect(asked.withoutHidden()).toBeUndefined();
  });

  it('is made once for a scenario: the one without hidden input is the same object', () => {
    const asked = taken([Ask.write], Ask.read);
    const without = asked.withoutHidden();
    expect(asked.withoutHidden()).toBe(without);
    asked.take(asked.scenario);
    expect(asked.withoutHidden()).toBe(without);
  });

  it('is known of every page of a long range', () => {
    const asked = taken([...Array<Ask>(300).fill(Ask.nothing), Ask.read]);
    expect([asked.faults(299), asked.faults(300)]).toEqual([false, true]);
    expect(asked.effective.subarray(298, 301)).toEqual(Uint8Array.of(0, 0, 1));
  });

  it('is of no scenario before one was taken', () => {
    const asked = new Asked();
    expect(() => asked.scenario).toThrow('no scenario was taken yet');
    expect(asked.withoutHidden()).toBeUndefined();
  });
});

describe('the key', () => {
  const KINDS = [Ask.nothing, Ask.read, Ask.write] as const;

  it.each([24, 25])('of %i pages is another one for each page and each ask', (pages) => {
    const keys = new Set<number | string>();
    for (let page = 0; page < pages; page++) {
      for (const ask of [Ask.read, Ask.write]) {
        keys.add(
          taken(Array.from({ length: pages }, (_, at) => (at === page ? ask : Ask.write))).key,
        );
        keys.add(
          taken(Array.from({ length: pages }, (_, at) => (at === page ? ask : Ask.nothing))).key,
        );
      }
    }
    // All ask for writing once, whichever page is named.
    expect(keys.size).toBe(pages + 1 + 2 * pages);
  });

  it('is that of the range alone, whatever was asked of a longer one before', () => {
    const asked = new Asked();
    asked.take(scenario([Ask.read, Ask.write], Ask.all, Ask.nothing));
    asked.take(scenario([Ask.read], Ask.all, Ask.nothing));
    expect(asked.key).toBe(taken([Ask.read]).key);
  });

  it('is a number as long as it is exact, and the same for the same asked', () => {
    expect([24, 25].map((pages) => typeof taken(Array<Ask>(pages).fill(Ask.write)).key)).toEqual([
      'number',
      'string',
    ]);
    expect(taken([Ask.write, Ask.all]).key).toBe(taken([Ask.all, Ask.write]).key);
    expect(taken([Ask.read], Ask.nothing, Ask.write).key).toBe(taken([Ask.write]).key);
    const small = KINDS.flatMap((one) => KINDS.map((other) => taken([one, other]).key));
    expect(new Set(small).size).toBe(9);
  });
});
