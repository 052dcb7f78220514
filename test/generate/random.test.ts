// SPDX-License-Identifier: GPL-2.0-or-later
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Random } from '../../oracle/generate/random';
import { WeightedTable } from '../../oracle/generate/weighted-table';

function numbers(random: Random, count: number): number[] {
  return Array.from({ length: count }, () => random.next());
}

const word53 = fc.maxSafeNat();

describe('Random', () => {
  it('repeats itself for the same seed and index, made new or restarted', () => {
    fc.assert(
      fc.property(word53, word53, (seed, index) => {
        const restarted = new Random(seed + 1, index + 1);
        restarted.next();
        restarted.restart(seed, index);
        const expected = numbers(new Random(seed, index), 8);
        expect(numbers(restarted, 8)).toEqual(expected);
      }),
      { seed: 1 },
    );
  });

  it('gives other numbers for every seed, index and high word', () => {
    const pairs = [];
    for (let bit = 0; bit < 53; bit++) pairs.push([2 ** bit, 0] as const, [0, 2 ** bit] as const);
    for (let index = 0; index < 1000; index++) pairs.push([5, index] as const);
    const firsts = pairs.map(([seed, index]) => numbers(new Random(seed, index), 4).join());
    expect(new Set(firsts).size).toBe(firsts.length);
  });

  it('gives signed 32-bit integers in which every bit is set half the time', () => {
    const counts = new Array<number>(32).fill(0);
    for (let index = 0; index < 4096; index++) {
      const number = new Random(9, index).next();
      expect(number).toBe(number | 0);
      for (let bit = 0; bit < 32; bit++) counts[bit] = (counts[bit] ?? 0) + ((number >>> bit) & 1);
    }
    for (const count of counts) expect(Math.abs(count - 2048)).toBeLessThan(200);
  });

  it('draws every integer below a limit, and none from there on', () => {
    const random = new Random(2, 0);
    const drawn = new Set<number>();
    for (let count = 0; count < 1000; count++) drawn.add(random.below(7));
    expect([...drawn].sort()).toEqual([0, 1, 2, 3, 4, 5, 6]);
    expect(random.below(1)).toBe(0);
    for (let count = 0; count < 1000; count++) expect(random.below(2 ** 21)).toBeLessThan(2 ** 21);
  });

  it('takes a chance as often as it says', () => {
    const random = new Random(3, 0);
    let taken = 0;
    for (let count = 0; count < 10_000; count++) if (random.chance(3, 8)) taken++;
    expect(Math.abs(taken - 3750)).toBeLessThan(200);
  });
});

describe('WeightedTable', () => {
  it('picks by weight, and leaves nothing out', () => {
    const table = new WeightedTable([
      ['rare', 1],
      ['common', 1023],
    ]);
    const random = new Random(4, 0);
    let rare = 0;
    for (let count = 0; count < 102_400; count++) if (table.pick(random) === 'rare') rare++;
    expect(rare).toBeGreaterThan(50);
    expect(rare).toBeLessThan(200);
  });

  it('refuses an item that would never be picked, and an empty table', () => {
    const weights = [
      ['never', 1],
      ['always', 5000],
    ] as const;
    expect(() => new WeightedTable(weights)).toThrow(/"weight" expected at least 1\/1024 of 5001/);
    expect(() => new WeightedTable([])).toThrow(RangeError);
  });
});
