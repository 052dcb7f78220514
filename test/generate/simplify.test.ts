// SPDX-License-Identifier: GPL-2.0-or-later
import { isDeepStrictEqual } from 'node:util';
import { describe, expect, it } from 'vitest';
import { complexity, frameDistance } from '../../oracle/generate/complexity';
import type { Profile } from '../../oracle/generate/profiles';
import { Random } from '../../oracle/generate/random';
import { keepsRules } from '../../oracle/generate/rules';
import { simpler } from '../../oracle/generate/simplify';
import type { Scenario } from '../../oracle/scenario/scenario';
import { campaign, survivesDocument } from './documents';

const COUNTS: readonly (readonly [Profile, number])[] = [
  ['small', 120],
  ['huge', 20],
];

/** A chain of candidates, each of the one before, with random choices. */
function* chain(scenario: Scenario, random: Random): Iterable<readonly Scenario[]> {
  let candidates = firstCandidates(scenario);
  while (candidates.length > 0) {
    yield candidates;
    const next = candidates[random.below(candidates.length)];
    candidates = next === undefined ? [] : firstCandidates(next);
  }
}

function firstCandidates(scenario: Scenario): readonly Scenario[] {
  const candidates: Scenario[] = [];
  for (const candidate of simpler(scenario)) if (candidates.push(candidate) === 400) break;
  return candidates;
}

describe.each(COUNTS)('the candidates for %s scenarios', (profile, count) => {
  it('are what a document can hold', () => {
    for (const scenario of campaign(31, profile, count)) {
      for (const candidate of firstCandidates(scenario)) {
        expect(survivesDocument(candidate)).toBe(true);
      }
    }
  });

  it('are of less complexity, an integer from 0 on, or nearer to the plain frames', () => {
    for (const scenario of campaign(32, profile, count)) {
      const limit = complexity(scenario);
      for (const candidate of firstCandidates(scenario)) {
        const reached = complexity(candidate);
        expect(Number.isInteger(reached)).toBe(true);
        expect(reached).toBeGreaterThanOrEqual(0);
        expect(reached).toBeLessThanOrEqual(limit);
        if (reached < limit) continue;
        expect(frameDistance(candidate)).toBeLessThan(frameDistance(scenario));
      }
    }
  });

  it('are the same whenever they are made, and leave the scenario as it is', () => {
    for (const scenario of campaign(33, profile, 20)) {
      const copy = structuredClone({ ...scenario, format: undefined });
      const candidates = firstCandidates(scenario);
      expect(isDeepStrictEqual(firstCandidates(scenario), candidates)).toBe(true);
      expect({ ...scenario, format: undefined }).toEqual(copy);
    }
  });
});

it('every chain of candidates ends in a scenario that has none', () => {
  const random = new Random(34, 0);
  for (const scenario of campaign(34, 'mixed', 25)) {
    let steps = 0;
    for (const candidates of chain(scenario, random)) {
      steps++;
      for (const candidate of candidates) expect(keepsRules(candidate)).toBe(true);
    }
    expect(steps).toBeLessThan(500);
  }
});

it('makes candidates one at a time: the first of a huge scenario needs no others', () => {
  const [scenario] = campaign(35, 'huge', 1);
  if (scenario === undefined) throw new Error('no scenario');
  const candidates = simpler(scenario);
  expect(candidates.next().done).toBe(false);
  candidates.return();
  expect(candidates.next().done).toBe(true);
});
