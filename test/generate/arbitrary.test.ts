// SPDX-License-Identifier: GPL-2.0-or-later
import { isDeepStrictEqual } from 'node:util';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { scenarioArbitrary } from '../../oracle/generate/arbitrary';
import { simpler } from '../../oracle/generate/simplify';
import type { Scenario } from '../../oracle/scenario/scenario';
import { campaign, survivesDocument } from './documents';
import { differsOn } from './planted';

const protnone = differsOn('pte-protnone');
const noDifference = fc.property(scenarioArbitrary('small'), (scenario) => !protnone(scenario));

describe('scenarioArbitrary', () => {
  it('gives the same scenarios for the same seed', () => {
    const sample = (seed: number): Scenario[] =>
      fc.sample(scenarioArbitrary('mixed'), { seed, numRuns: 50 });
    expect(sample(1)).toEqual(sample(1));
    expect(sample(1)).not.toEqual(sample(2));
  });

  it('gives scenarios that a document can hold', () => {
    fc.assert(
      fc.property(scenarioArbitrary('small'), (scenario) => {
        expect(survivesDocument(scenario)).toBe(true);
      }),
      { seed: 3, numRuns: 500 },
    );
  });

  it('lets fast-check find a fault and shrink it, for every seed to the same scenario', () => {
    const minima = new Set<string>();
    for (let seed = 1; seed <= 10; seed++) {
      const details = fc.check(noDifference, { seed, numRuns: 5000 });
      const [scenario] = details.counterexample ?? [];
      expect(scenario?.range.asks.length).toBe(1);
      minima.add(JSON.stringify([scenario?.mm, scenario?.range]));
    }
    expect(minima.size).toBe(1);
  });

  it('replays a counterexample by seed and path, in one run', () => {
    const found = fc.check(noDifference, { seed: 7, numRuns: 5000 });
    const path = found.counterexamplePath ?? '';
    expect(path.split(':').length).toBe(found.numShrinks + 1);
    const replayed = fc.check(noDifference, { seed: 7, path, endOnFailure: true });
    expect(replayed.counterexample).toEqual(found.counterexample);
    expect(replayed.numRuns).toBe(1);
    expect(replayed.numShrinks).toBe(0);
  });

  it('shrinks a scenario from elsewhere, which it did not generate', () => {
    const arbitrary = scenarioArbitrary('small');
    for (const scenario of campaign(8, 'huge', 3)) {
      expect(arbitrary.canShrinkWithoutContext(scenario)).toBe(true);
      const shrunk = [...arbitrary.shrink(scenario, undefined)].map(({ value }) => value);
      expect(isDeepStrictEqual(shrunk, [...simpler(scenario)])).toBe(true);
    }
  });

  it.each([
    undefined,
    null,
    7,
    'scenario',
    {},
    { id: 'x', mm: {}, range: {}, format: {} },
    { id: 'x', mm: { entries: [], events: [] }, range: { asks: new Uint8Array(1) }, format: {} },
  ])('takes %j for no scenario', (value) => {
    expect(scenarioArbitrary('small').canShrinkWithoutContext(value)).toBe(false);
  });
});
