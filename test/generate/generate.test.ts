// SPDX-License-Identifier: GPL-2.0-or-later
import { describe, expect, it } from 'vitest';
import { generateScenario } from '../../oracle/generate/generate';
import { PROFILES, type Profile } from '../../oracle/generate/profiles';
import { Random } from '../../oracle/generate/random';
import { keepsRules } from '../../oracle/generate/rules';
import { campaign, survivesDocument } from './documents';

const COUNTS: readonly (readonly [Profile, number])[] = [
  ['small', 5000],
  ['huge', 800],
  ['mixed', 2000],
];

describe.each(COUNTS)('%s scenarios', (profile, count) => {
  it('are what a document can hold', () => {
    for (const scenario of campaign(11, profile, count)) {
      expect(survivesDocument(scenario)).toBe(true);
      expect(keepsRules(scenario)).toBe(true);
    }
  });

  it('depend on seed and index alone', () => {
    const random = new Random(0, 0);
    for (const index of [0, 1, 17, 4_294_967_295, 2 ** 40]) {
      const expected = generateScenario(new Random(12, index), profile);
      for (const other of PROFILES) generateScenario(new Random(99, 5), other);
      random.restart(12, index);
      expect(generateScenario(random, profile)).toEqual(expected);
    }
  });
});

describe('the size of a range', () => {
  const pages = (profile: Profile): number[] =>
    [...campaign(13, profile, 3000)].map(({ range }) => range.asks.length);

  it('is 1 to 16 pages in small scenarios, 8 on average', () => {
    const sizes = pages('small');
    expect(Math.max(...sizes)).toBe(16);
    expect(new Set(sizes).size).toBe(17);
    const average = sizes.reduce((sum, size) => sum + size, 0) / sizes.length;
    expect(average).toBeGreaterThan(7.5);
    expect(average).toBeLessThan(8.5);
  });

  it('is up to 2048 pages in nearly all huge scenarios, and less than 2^16 in the others', () => {
    const sizes = pages('huge');
    const vast = sizes.filter((size) => size > 2048);
    expect(Math.max(...sizes.filter((size) => size <= 2048))).toBeGreaterThan(2000);
    expect(vast.length).toBeGreaterThan(0);
    expect(vast.length).toBeLessThan(30);
    expect(Math.max(...vast)).toBeLessThan(2 ** 16);
    expect(sizes.filter((size) => size > 16).length).toBeGreaterThan(2700);
  });

  it('is small in most mixed scenarios, and huge in some', () => {
    const huge = pages('mixed').filter((size) => size > 16).length;
    expect(huge).toBeGreaterThan(50);
    expect(huge).toBeLessThan(150);
  });
});
