// SPDX-License-Identifier: GPL-2.0-or-later
import { describe, expect, it } from 'vitest';
import type { AddressSpaceImage } from '../../mm/image';
import { slotImage } from '../../mm/image';
import { Ask, type RangeRequest, withAsks } from '../../mm/range';
import { advance, PAGE_SIZE, PTE, pfn, pfnAfter } from '../../mm/units';
import { generateScenario } from '../../oracle/generate/generate';
import { Random } from '../../oracle/generate/random';
import type { Scenario } from '../../oracle/scenario/scenario';
import { haveSameFrame } from '../../tree/side/same-frame';
import { FrameBatch } from '../../tree/wire/frame-batch';

/** Of random scenarios, one with something of everything that a frame holds. */
function fullOne(): Scenario {
  const random = new Random(1, 0);
  const made = generateScenario(random, 'recent');
  const { range, mm } = made;
  const { start } = range;
  return {
    id: 'full',
    format: made.format,
    range: { ...range, owner: 1, call: { timeout: 5 } },
    mm: {
      ...mm,
      entries: [...mm.entries, slotImage(start, PTE, 1, 1)],
      faultErrors: new Map([[start, 'sigbus']]),
      lockDrops: new Map([[start, { result: 'retry', times: 1 }]]),
      noProgress: new Map([[start, 1]]),
      events: [{ beforeWalk: 1, invalidate: true, entries: [] }],
      readEvents: [{ atRead: 1, invalidate: false, entries: [slotImage(start, PTE, 0, 0)] }],
    },
  };
}

const FULL = fullOne();
const AT = FULL.range.start;

function inRange(part: Partial<RangeRequest>): Scenario {
  return { ...FULL, range: { ...FULL.range, ...part } };
}

function inMemory(part: Partial<AddressSpaceImage>): Scenario {
  return { ...FULL, mm: { ...FULL.mm, ...part } };
}

function frameOf(scenario: Scenario): string {
  const batch = new FrameBatch(true);
  batch.add(scenario);
  return Buffer.from(batch.take().bytes).toString('hex');
}

const { asks } = FULL.range;
const [first, ...others] = FULL.mm.entries;
if (first === undefined) throw new Error('expected a scenario with entries');
const changedEntry = (part: Partial<typeof first>): Scenario =>
  inMemory({ entries: [{ ...first, ...part }, ...others] });

/** Each changes what a frame holds in one place. */
const CHANGES: Readonly<Record<string, Scenario>> = {
  start: inRange({ start: advance(AT, PAGE_SIZE) }),
  end: inRange({ end: advance(FULL.range.end, PAGE_SIZE) }),
  defaults: inRange({ defaults: FULL.range.defaults === Ask.read ? Ask.write : Ask.read }),
  mask: inRange({ mask: FULL.range.mask === Ask.read ? Ask.write : Ask.read }),
  owner: inRange({ owner: 2 }),
  'a page’s input': inRange({ asks: asks.map((ask, page) => (page === 0 ? (ask + 1) % 4 : ask)) }),
  'fewer pages': inRange({ asks: asks.subarray(1) }),
  'the call’s timeout': inRange({ call: { timeout: 6 } }),
  nextPfn: inMemory({ nextPfn: pfnAfter(FULL.mm.nextPfn, 1) }),
  zeroPfn: inMemory({ zeroPfn: pfn(77) }),
  'a VMA': inMemory({ vmas: FULL.mm.vmas.map((vma) => ({ ...vma, write: !vma.write })) }),
  'where an entry is': changedEntry({ at: advance(first.at, PAGE_SIZE) }),
  'the level of an entry': changedEntry({ level: first.level === 0 ? 1 : 0 }),
  'the low word of an entry': changedEntry({ low: first.low ^ 1 }),
  'the high word of an entry': changedEntry({ high: first.high ^ (1 << 20) }),
  'one entry less': inMemory({ entries: others }),
  'why a fault fails': inMemory({ faultErrors: new Map([[AT, 'oom']]) }),
  'which fault fails': inMemory({ faultErrors: new Map([[advance(AT, PAGE_SIZE), 'sigbus']]) }),
  'no fault fails': inMemory({ faultErrors: new Map() }),
  'a lock drop': inMemory({ lockDrops: new Map([[AT, { result: 'completed', times: 1 }]]) }),
  'a page without progress': inMemory({ noProgress: new Map([[AT, 2]]) }),
  'an event': inMemory({ events: [{ beforeWalk: 2, invalidate: true, entries: [] }] }),
  'no event': inMemory({ events: [] }),
  'a change within a walk': inMemory({ readEvents: [] }),
};

describe('what a tree is told of two scenarios', () => {
  it.each(Object.entries(CHANGES))('is not the same with another %s', (_, other) => {
    expect(frameOf(other)).not.toBe(frameOf(FULL));
    expect(haveSameFrame(FULL, other)).toBe(false);
    expect(haveSameFrame(other, FULL)).toBe(false);
  });

  it('is not the same with another format', () => {
    const random = new Random(3, 3);
    const { format } = generateScenario(random, 'small');
    if (format === undefined) throw new Error('expected a scenario with a format');
    const formatted = { ...FULL, format };
    const plain: Scenario = { ...FULL, format: undefined };
    expect(frameOf(formatted)).not.toBe(frameOf(plain));
    expect(haveSameFrame(formatted, plain)).toBe(false);
    expect(haveSameFrame(formatted, { ...formatted })).toBe(true);
  });

  it('is the same where an experiment was made twice of one scenario', () => {
    const { mm, range } = FULL;
    const remade: AddressSpaceImage = {
      ...mm,
      entries: mm.entries.map((entry) => ({ ...entry })),
      faultErrors: new Map(mm.faultErrors),
    };
    const again: Scenario = { ...FULL, mm: remade, range: withAsks(range, asks.slice()) };
    expect(frameOf(again)).toBe(frameOf(FULL));
    expect(haveSameFrame(FULL, again)).toBe(true);
    const quiet = inMemory({ events: [] });
    expect(haveSameFrame(quiet, inMemory({ events: [] }))).toBe(true);
  });

  it('is the same bytes wherever a look says so', () => {
    const scenarios = Array.from({ length: 300 }, (_, index) =>
      generateScenario(new Random(9, index % 100), 'small'),
    );
    const pairs = scenarios.map((scenario, index) => {
      const near: Scenario =
        index % 2 === 0
          ? { ...scenario, mm: { ...scenario.mm } }
          : (scenarios[index - 1] ?? scenario);
      return [scenario, near] as const;
    });
    for (const [one, other] of pairs) {
      if (haveSameFrame(one, other)) expect(frameOf(one)).toBe(frameOf(other));
    }
    expect(pairs.filter(([one, other]) => haveSameFrame(one, other)).length).toBeGreaterThanOrEqual(
      150,
    );
  });
});
